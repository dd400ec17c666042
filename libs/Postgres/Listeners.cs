using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Platform.Postgres;

/// <summary>Listens in all databases at once, into one queue.</summary>
internal sealed class Listeners(IReadOnlyList<TenantSource> sources, TimeProvider time, ILogger logger)
{
    private const int MaxWaiting = 1024;

    private readonly IReadOnlyList<Listener> each = [.. sources.Select(source => new Listener(source.Text, time, logger))];

    public async IAsyncEnumerable<string?> ListenAsync(string channel, [EnumeratorCancellation] CancellationToken ct)
    {
        var heard = Channel.CreateBounded<string?>(MaxWaiting);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var all = PumpAllAsync(channel, heard.Writer, stop.Token);
        try
        {
            // Cancelled, the listeners end, and with them what is heard.
            await foreach (var payload in heard.Reader.ReadAllAsync(CancellationToken.None)) yield return payload;
        }
        finally
        {
            await stop.CancelAsync();
            await all;
        }
    }

    private async Task PumpAllAsync(string channel, ChannelWriter<string?> heard, CancellationToken ct)
    {
        await Task.WhenAll(each.Select(listener => listener.PumpAsync(channel, heard, ct)));
        heard.TryComplete();
    }
}
