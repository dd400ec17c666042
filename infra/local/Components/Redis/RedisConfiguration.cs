using System.Collections.ObjectModel;
using Microsoft.Extensions.Logging;

namespace Platform.Local.Components.Redis;

/// <summary>
/// <c>configuration.redis</c>: plain keys with <c>value</c> or <c>value||version</c>; changes come as keyspace notifications.
/// </summary>
internal sealed class RedisConfiguration(ComponentContext context) : IConfigurationStore
{
    private const string Separator = "||";
    private const int MaxKeys = 10_000;

    private readonly RedisClient redis = new(RedisOptions.From(context.Metadata));

    public IReadOnlyList<string> Capabilities => [];

    public Task InitAsync(CancellationToken ct) => redis.SendAsync(new RedisCommand("PING"), ct);

    public async Task<IReadOnlyDictionary<string, ConfigurationItem>> GetAsync(IReadOnlyList<string> keys, CancellationToken ct)
    {
        var wanted = keys.Count > 0 ? keys : await AllKeysAsync(ct);
        var values = await redis.SendAsync([.. wanted.Select(key => new RedisCommand("GET", key))], ct);

        // A key of another kind (a hash, a stream) is no configuration, and answers with an error.
        return wanted.Zip(values).Where(pair => pair.Second.Kind == RespKind.Text)
            .DistinctBy(pair => pair.First).ToDictionary(pair => pair.First, pair => Item(pair.Second.Text));
    }

    public async Task<IAsyncDisposable> WatchAsync(
        IReadOnlyList<string> keys, Func<string, ConfigurationItem, Task> changed, CancellationToken ct)
    {
        await redis.SendAsync(new RedisCommand("CONFIG", "SET", "notify-keyspace-events", "KA"), ct);
        var logger = context.Loggers.CreateLogger<RedisWatch>();
        return await RedisWatch.StartAsync(this, redis, new RedisWatchRequest(keys, changed), logger, ct);
    }

    public ValueTask DisposeAsync() => redis.DisposeAsync();

    private async Task<IReadOnlyList<string>> AllKeysAsync(CancellationToken ct)
    {
        var (found, cursor) = (new HashSet<string>(StringComparer.Ordinal), "0");
        do
        {
            var page = await redis.SendAsync(new RedisCommand("SCAN", cursor, "COUNT", 1_000), ct);
            cursor = page.Items[0].Text;
            foreach (var key in page.Items[1].Items) found.Add(key.Text);
        }
        while (cursor != "0" && found.Count < MaxKeys);

        return [.. found];
    }

    private static ConfigurationItem Item(string text)
    {
        var bars = text.IndexOf(Separator, StringComparison.Ordinal);
        return bars < 0
            ? new ConfigurationItem(text, "", ReadOnlyDictionary<string, string>.Empty)
            : new ConfigurationItem(text[..bars], text[(bars + Separator.Length)..], ReadOnlyDictionary<string, string>.Empty);
    }
}
