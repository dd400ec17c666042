using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Contracts;

namespace Platform.Load.Sending;

/// <summary>Sends one chunk until the platform has answered it for good.</summary>
internal sealed class ChunkSender(GatewayClient gateway, SenderOptions options, SendTally tally)
{
    /// <summary>Sends and, when told to come later, sends the same ids again: what got through before comes back as duplicate.</summary>
    /// <exception cref="GatewayException">The gateway refused the request as a whole.</exception>
    public async Task SendAsync(IReadOnlyList<Transaction> chunk, CancellationToken ct)
    {
        tally.AddSent(chunk.Count);
        var started = gateway.Time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var (result, wait) = await TryAsync(chunk, attempt, ct).ConfigureAwait(false);
            if (result is not null)
            {
                tally.Add(result, chunk.Count);
                options.Delivered?.Invoke(new(chunk, result, gateway.Time.GetTimestamp()));
                return;
            }

            if (gateway.Time.GetElapsedTime(started) + wait > options.GiveUpAfter)
            {
                tally.AddFailed(chunk.Count);
                return;
            }

            tally.AddRetry();
            await Task.Delay(wait, gateway.Time, ct).ConfigureAwait(false);
        }
    }

    private async Task<(IngestResult? Result, TimeSpan Wait)> TryAsync(
        IReadOnlyList<Transaction> chunk, int attempt, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(options.RequestTimeout, gateway.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "transactions") { Content = new NdjsonContent(chunk) };
            using var response = await gateway.SendAsync(request, both.Token).ConfigureAwait(false);
            return await ReadAsync(response, attempt, both.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || IsTimeout(e, ct))
        {
            // Nobody answered: the platform restarts, or the answer was lost. The same ids go out again.
            return (null, RetryDelay.After(attempt, null, gateway.Time.GetUtcNow()));
        }
    }

    private async Task<(IngestResult?, TimeSpan)> ReadAsync(HttpResponseMessage response, int attempt, CancellationToken ct)
    {
        if (RetryDelay.IsWorthwhile(response.StatusCode))
        {
            return (null, RetryDelay.After(attempt, response, gateway.Time.GetUtcNow()));
        }

        await GatewayClient.EnsureAsync(response, ct).ConfigureAwait(false);
        using var body = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        var result = await JsonSerializer.DeserializeAsync(body, IngestJson.Default.IngestResult, ct).ConfigureAwait(false);
        return (result ?? throw new JsonException("The gateway answered null."), TimeSpan.Zero);
    }

    private static bool IsTimeout(Exception e, CancellationToken ct) => e is OperationCanceledException && !ct.IsCancellationRequested;
}

/// <summary>Reads answers without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IngestResult))]
internal sealed partial class IngestJson : JsonSerializerContext;
