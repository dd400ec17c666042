using System.Diagnostics;
using System.Globalization;
using System.Net;
using Platform.Contracts;
using Platform.Load.Sending;

namespace Platform.Bench.Scenarios;

/// <summary>What one tenant sends: a story that others send too, under ids of its own.</summary>
internal sealed class TenantLoad(string tenant, GatewayClient gateway, IReadOnlyList<Transaction> story) : IDisposable
{
    // Small: two hundred that send large ones would wait for each other's.
    private const int Chunk = 100;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DecisionReader decisions = new(gateway);
    private long sent;

    /// <summary>Events a second, the last time.</summary>
    public double Rate { get; set; }

    /// <summary>Sends for a time, at least one request, and until all is accepted.</summary>
    /// <returns>How many events.</returns>
    public async Task<long> SendAsync(TimeSpan length, int inFlight, CancellationToken ct)
    {
        var (before, started) = (sent, Stopwatch.GetTimestamp());
        var sender = new EventSender(gateway, new() { ChunkEvents = Chunk, MaxInFlight = inFlight });
        await sender.RunAsync(Events(() => Stopwatch.GetElapsedTime(started) < length), new Unpaced(), ct);
        var (taken, events) = (sender.Counters.Delivered, sent - before);
        return taken == events ? taken : throw new BenchException($"{tenant} sent {events} events, of which {taken} were accepted.");
    }

    /// <summary>Waits until the log is as long as what was sent.</summary>
    public async Task UntilDecidedAsync(CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await decisions.PageAsync(sent - 1, 1, ct).AnyAsync(ct))
        {
            if (Stopwatch.GetElapsedTime(started) > Patience) throw new BenchException($"{tenant}: not all is decided after {Patience}.");
            await Task.Delay(Look, ct);
        }
    }

    /// <summary>Whether the tenant's log has all that it sent, each once, and nothing else.</summary>
    public async Task<bool> HasItsOwnAsync(CancellationToken ct)
    {
        var expected = new HashSet<string>();
        for (var number = 0L; number < sent; number++) expected.Add(IdOf(number));
        var (after, more) = (0L, true);
        while (more)
        {
            more = false;
            await foreach (var line in decisions.PageAsync(after, DecisionReader.LargestPage, ct))
            {
                if (!expected.Remove(line.Id)) return false;
                (after, more) = (line.Sequence, true);
            }
        }

        return expected.Count == 0;
    }

    /// <summary>Whether it can read another tenant's decision.</summary>
    public async Task<bool> SeesAsync(TenantLoad other, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"decisions/{other.IdOf(0)}");
        using var response = await gateway.SendAsync(request, ct);
        return response.StatusCode is not HttpStatusCode.NotFound;
    }

    public void Dispose() => gateway.Dispose();

    private IEnumerable<Transaction> Events(Func<bool> goesOn)
    {
        do
        {
            for (var i = 0; i < Chunk; i++, sent++) yield return story[(int)(sent % story.Count)] with { Id = IdOf(sent) };
        }
        while (goesOn());
    }

    private string IdOf(long number) => string.Create(CultureInfo.InvariantCulture, $"{tenant}:{number}");
}
