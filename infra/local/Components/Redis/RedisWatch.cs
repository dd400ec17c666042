using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Platform.Local.Components.Redis;

/// <summary>Which keys (none means all) and whom to tell.</summary>
internal sealed record RedisWatchRequest(IReadOnlyList<string> Keys, Func<string, ConfigurationItem, Task> Changed);

/// <summary>Follows keyspace notifications on a connection of its own; connects again when it breaks.</summary>
internal sealed partial class RedisWatch : IAsyncDisposable
{
    private const int MaxQueued = 1_000;
    private static readonly TimeSpan ConnectAgain = TimeSpan.FromSeconds(1);

    private readonly RedisConfiguration store;
    private readonly RedisClient redis;
    private readonly RedisWatchRequest request;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stop = new();
    private readonly Channel<string> touched = Channel.CreateBounded<string>(
        new BoundedChannelOptions(MaxQueued) { FullMode = BoundedChannelFullMode.DropOldest });

    private RedisConnection connection;
    private Task[] loops = [];

    private RedisWatch(
        RedisConfiguration store, RedisClient redis, RedisWatchRequest request, ILogger logger, RedisConnection connection) =>
        (this.store, this.redis, this.request, this.logger, this.connection) = (store, redis, request, logger, connection);

    public static async Task<RedisWatch> StartAsync(
        RedisConfiguration store, RedisClient redis, RedisWatchRequest request, ILogger logger, CancellationToken ct)
    {
        RedisWatch? watch = null;
        var connection = await redis.OpenAsync(value => watch?.Take(value), ct);
        watch = new RedisWatch(store, redis, request, logger, connection);
        await watch.SubscribeAsync(ct);
        watch.loops = [Task.Run(watch.TellAsync, watch.stop.Token), Task.Run(watch.StayConnectedAsync, watch.stop.Token)];
        return watch;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        foreach (var loop in loops) await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await connection.DisposeAsync();
        stop.Dispose();
    }

    private string Prefix => $"__keyspace@{redis.Options.Database}__:";

    private async Task SubscribeAsync(CancellationToken ct)
    {
        var pattern = request.Keys.Count == 1 ? Prefix + request.Keys[0] : Prefix + "*";
        await connection.SendAsync([new RedisCommand("PSUBSCRIBE", pattern)], redis.Options.ReadTimeout, ct);
    }

    /// <summary>pmessage, pattern, channel, what happened.</summary>
    private void Take(RespValue value)
    {
        if (value.Items.Count != 4 || !value.Items[2].Text.StartsWith(Prefix, StringComparison.Ordinal)) return;
        var key = value.Items[2].Text[Prefix.Length..];
        if (request.Keys.Count == 0 || request.Keys.Contains(key)) touched.Writer.TryWrite(key);
    }

    private async Task TellAsync()
    {
        await foreach (var key in touched.Reader.ReadAllAsync(stop.Token))
        {
            try
            {
                if ((await store.GetAsync([key], stop.Token)).TryGetValue(key, out var item)) await request.Changed(key, item);
            }
            catch (Exception error) when (!stop.IsCancellationRequested)
            {
                LogNotTold(error, key);
            }
        }
    }

    private async Task StayConnectedAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(ConnectAgain, TimeProvider.System, stop.Token);
            if (connection.IsOpen) continue;
            try
            {
                await connection.DisposeAsync();
                connection = await redis.OpenAsync(Take, stop.Token);
                await SubscribeAsync(stop.Token);
            }
            catch (RedisException error)
            {
                LogAway(error);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The change of configuration key {Key} could not be told")]
    private partial void LogNotTold(Exception error, string key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis is away; configuration changes are not seen until it is back")]
    private partial void LogAway(Exception error);
}
