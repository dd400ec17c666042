using Microsoft.AspNetCore.Http;

namespace Platform.Dapr;

/// <summary>Reads a delivery into a pooled buffer.</summary>
internal static class DeliveryBody
{
    private const int ChunkBytes = 16 << 10;

    public static async Task<PooledBody> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        var body = new PooledBody((int)Math.Clamp(request.ContentLength ?? ChunkBytes, ChunkBytes, TopicEndpoints.MaxDeliveryBytes) + 1);
        try
        {
            await FillAsync(body, request.Body, ct);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private static async Task FillAsync(PooledBody body, Stream input, CancellationToken ct)
    {
        int count;
        while ((count = await input.ReadAsync(body.GetMemory(), ct)) > 0)
        {
            body.Advance(count);
            if (body.WrittenMemory.Length > TopicEndpoints.MaxDeliveryBytes)
                throw new BadHttpRequestException("The delivery is too large.", StatusCodes.Status413PayloadTooLarge);
        }
    }
}
