using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>
/// Forwards an NDJSON body of any length in chunks and sums the answers up. One chunk is on its way while the next is filled,
/// never two, so that the events of an entity keep their order, and of two entries for a value the later one counts.
/// </summary>
internal sealed class ForwardLines(ServiceCalls calls, RequestBodies bodies, IOptions<GatewayOptions> options, TimeProvider time)
{
    // One being filled, one waiting, one on its way.
    private const int ChunksHeld = 3;

    private readonly ChunkLimits limits = new(
        options.Value.MaxLineBytes,
        options.Value.MaxChunkLines,
        options.Value.MaxChunkBytes,
        TimeSpan.FromMilliseconds(options.Value.ChunkWaitMs));

    /// <summary>Forwards the body of a request.</summary>
    /// <param name="call">Where to; what is sent is filled in.</param>
    /// <param name="context">Whose body it is.</param>
    /// <returns>The sum; or, when it could not be done to the end, a problem that says how far it came.</returns>
    public async Task<IResult> HandleAsync(ServiceCall call, HttpContext context)
    {
        using var memory = bodies.Reserve((long)ChunksHeld * limits.MaxBytes);
        var totals = new IngestTotals(options.Value.MaxListedRejections);
        try
        {
            return await ForwardAsync(call, context, totals);
        }
        catch (Exception e) when (e is DaprException or OverloadedException)
        {
            context.Response.Headers.RetryAfter = "1";
            return Problem(StatusCodes.Status503ServiceUnavailable, $"{e.Message} Go on at line {totals.NextIndex}.", totals);
        }
        catch (BadHttpRequestException e)
        {
            return Problem(e.StatusCode, $"{e.Message} Go on at line {totals.NextIndex}.", totals);
        }
    }

    private async Task<IResult> ForwardAsync(ServiceCall call, HttpContext context, IngestTotals totals)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var chunks = Channel.CreateBounded<LineChunk>(1);
        var reading = ReadAsync(context, chunks.Writer, stop.Token);
        try
        {
            await foreach (var chunk in chunks.Reader.ReadAllAsync(stop.Token))
            {
                using var held = chunk;
                if (await ForwardAsync(call, held, context, totals) is { } failure)
                {
                    return failure;
                }
            }

            return totals.Answer();
        }
        finally
        {
            // The reader must be through with the body before the request ends.
            await stop.CancelAsync();
            await reading;
            while (chunks.Reader.TryRead(out var left))
            {
                left.Dispose();
            }
        }
    }

    private async Task ReadAsync(HttpContext context, ChannelWriter<LineChunk> output, CancellationToken ct)
    {
        try
        {
            using var chunks = new LineChunks(context.Request.BodyReader, limits, time);
            await foreach (var chunk in chunks.ReadAsync(ct))
            {
                await output.WriteAsync(chunk, ct);
            }

            output.Complete();
        }
        catch (Exception e)
        {
            // Whoever takes the chunks meets it after the last good one.
            output.Complete(e);
        }
    }

    // Null when the chunk was answered line by line; else what the caller is told instead.
    private async Task<IResult?> ForwardAsync(ServiceCall call, LineChunk chunk, HttpContext context, IngestTotals totals)
    {
        if (chunk.TooLong.Count == chunk.Lines)
        {
            totals.Add(chunk, null);
            return null;
        }

        var content = new ReadOnlyMemoryContent(chunk.Bytes) { Headers = { ContentType = new MediaTypeHeaderValue(Forward.Lines) } };
        using var response = await calls.SendAsync(call with { Content = content }, context);
        ChunkRefusal.Warn(response, context);
        if (response.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.BadRequest
            && await ResultOfAsync(response, context.RequestAborted) is { } result)
        {
            totals.Add(chunk, result);
            return null;
        }

        if (response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests)
        {
            context.Response.Headers.RetryAfter = response.Headers.RetryAfter?.ToString() ?? "1";
        }

        return await ChunkRefusal.OfAsync(response, chunk.FirstIndex, totals, context.RequestAborted);
    }

    private static async Task<IngestResult?> ResultOfAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(ct);
            return await JsonSerializer.DeserializeAsync(body, ContractsJson.Default.IngestResult, ct);
        }
        catch (JsonException)
        {
            // A refusal of the request as a whole, not of its events.
            return null;
        }
    }

    private static ProblemHttpResult Problem(int status, string detail, IngestTotals totals) =>
        TypedResults.Problem(detail, statusCode: status, extensions: totals.Counts());
}
