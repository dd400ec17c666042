using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Load.Sending;

/// <summary>Reads the decision log page by page.</summary>
public sealed class DecisionReader(GatewayClient gateway)
{
    /// <summary>The largest page the platform gives.</summary>
    public const int LargestPage = 5_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>One page of the log, in order.</summary>
    /// <param name="after">Lines with a greater sequence are given; 0 for the first.</param>
    /// <param name="limit">The most lines, 1 to <see cref="LargestPage"/>.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="GatewayException">The gateway refused.</exception>
    public async IAsyncEnumerable<DecidedEvent> PageAsync(long after, int limit, [EnumeratorCancellation] CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, FormattableString.Invariant($"decisions?after={after}&limit={limit}"));
        using var response = await gateway.SendAsync(request, ct).ConfigureAwait(false);
        await GatewayClient.EnsureAsync(response, ct).ConfigureAwait(false);
        using var body = new StreamReader(await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false));
        while (await body.ReadLineAsync(ct).ConfigureAwait(false) is { } line)
        {
            if (line.Length == 0) continue;
            yield return JsonSerializer.Deserialize(line, DecisionJson.Default.DecidedEvent) ?? throw new JsonException("A line is null.");
        }
    }

    /// <summary>The position of the log's last line, 0 for an empty log; found by halving: a few dozen short requests.</summary>
    /// <exception cref="GatewayException">The gateway refused.</exception>
    public async Task<long> EndAsync(CancellationToken ct)
    {
        var (low, high) = (0L, 1L);
        while (await AnyAfterAsync(high - 1, ct).ConfigureAwait(false)) (low, high) = (high, high * 2);

        // There is a line at or after low (when it is not 0), and none at or after high.
        while (high - low > 1)
        {
            var middle = low + (high - low) / 2;
            (low, high) = await AnyAfterAsync(middle - 1, ct).ConfigureAwait(false) ? (middle, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The log from a position on, without end: waits for more when there is no more, and through short outages.</summary>
    public async IAsyncEnumerable<DecidedEvent> FollowAsync(long after, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            var page = await TryPageAsync(after, ct).ConfigureAwait(false);
            foreach (var line in page) yield return line;

            if (page.Count > 0) after = page[^1].Sequence;
            if (page.Count < LargestPage) await Task.Delay(Pause, gateway.Time, ct).ConfigureAwait(false);
        }
    }

    private async Task<bool> AnyAfterAsync(long after, CancellationToken ct) =>
        await PageAsync(after, 1, ct).AnyAsync(ct).ConfigureAwait(false);

    // A page is held whole (at most 5,000 lines): half a page before a broken connection must not move the cursor.
    private async Task<List<DecidedEvent>> TryPageAsync(long after, CancellationToken ct)
    {
        try
        {
            return await PageAsync(after, LargestPage, ct).ToListAsync(ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || e is GatewayException g && RetryDelay.IsWorthwhile(g.Status))
        {
            // The platform restarts; the next page asks again from the same place.
            return [];
        }
    }
}

/// <summary>Reads log lines without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DecidedEvent))]
internal sealed partial class DecisionJson : JsonSerializerContext;
