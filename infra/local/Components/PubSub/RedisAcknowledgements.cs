using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Platform.Local.Components.Redis;

namespace Platform.Local.Components.PubSub;

/// <summary>
/// Sends acknowledgements, many in one command; keeps those that Redis could not take, so that they are sent when it is back.
/// </summary>
/// <remarks>The queue holds no more than was read and not yet acknowledged, which the subscription bounds.</remarks>
internal sealed partial class RedisAcknowledgements : IAsyncDisposable
{
    private const int MaxPerCommand = 1_000;
    private static readonly TimeSpan SendAgain = TimeSpan.FromMilliseconds(500);

    private readonly RedisStreamReader reader;
    private readonly ILogger logger;
    private readonly Channel<string> ids = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource hurry = new();
    private readonly Task loop;

    public RedisAcknowledgements(RedisStreamReader reader, ILogger logger)
    {
        (this.reader, this.logger) = (reader, logger);
        loop = Task.Run(SendAsync);
    }

    public void Add(string id) => ids.Writer.TryWrite(id);

    /// <summary>Sends what is left; what Redis does not take now is delivered once more later.</summary>
    public async ValueTask DisposeAsync()
    {
        ids.Writer.TryComplete();
        await hurry.CancelAsync();
        await loop;
        hurry.Dispose();
    }

    private async Task SendAsync()
    {
        while (await ids.Reader.WaitToReadAsync())
        {
            var batch = new List<string>();
            while (batch.Count < MaxPerCommand && ids.Reader.TryRead(out var id)) batch.Add(id);
            while (!await TrySendAsync(batch) && !hurry.IsCancellationRequested)
                await Task.Delay(SendAgain, TimeProvider.System, hurry.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var id in batch) reader.Group.Close(id);
        }
    }

    private async Task<bool> TrySendAsync(List<string> batch)
    {
        try
        {
            await reader.AcknowledgeAsync(batch, CancellationToken.None);
            return true;
        }
        catch (Exception error) when (error is RedisException or ObjectDisposedException)
        {
            LogNotSent(error, batch.Count, reader.Group.Topic);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} acknowledgements of topic {Topic} could not be sent yet")]
    private partial void LogNotSent(Exception error, int count, string topic);
}
