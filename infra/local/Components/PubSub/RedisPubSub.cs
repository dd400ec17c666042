using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Local.Components.Redis;

namespace Platform.Local.Components.PubSub;

/// <summary><c>pubsub.redis</c>: a stream per topic, a consumer group per app; nothing is lost when the host dies.</summary>
/// <remarks>
/// A message that failed is not acknowledged and comes again after <c>processingTimeout</c>, as daprd did up to 1.16. A consumer is named
/// as its group (with a number from the second one on), so a host that starts again finds what the last one held and takes it up at once.
/// </remarks>
internal sealed class RedisPubSub : IPubSub
{
    private readonly ConcurrentDictionary<(string Topic, string Group), RedisGroup> groups = new();
    private readonly ComponentContext context;
    private readonly RedisPubSubOptions options;
    private readonly RedisClient redis;

    public RedisPubSub(ComponentContext context)
    {
        this.context = context;
        options = RedisPubSubOptions.From(context.Metadata);
        redis = new RedisClient(RedisOptions.From(context.Metadata));
    }

    public bool HasNativeTtl => false;

    public IReadOnlyList<string> Capabilities => [];

    public Task InitAsync(CancellationToken ct) => redis.SendAsync(new RedisCommand("PING"), ct);

    public async Task PublishAsync(string topic, IReadOnlyList<Message> messages, CancellationToken ct)
    {
        var commands = new RedisCommand[messages.Count];
        RedisArg[] head = ["XADD", topic, .. Trim()];
        for (var i = 0; i < commands.Length; i++) commands[i] = new RedisCommand([.. head, "*", .. Fields(messages[i])]);
        foreach (var answer in await redis.SendAsync(commands, ct))
        {
            if (answer.Kind == RespKind.Error && answer.Text.StartsWith("OOM", StringComparison.Ordinal))
                throw new BrokerFullException(answer.Text);
            answer.OrThrow();
        }
    }

    public async Task<IAsyncDisposable> SubscribeAsync(Subscribe subscribe, Deliver deliver, CancellationToken ct)
    {
        var group = groups.GetOrAdd((subscribe.Topic, subscribe.Group), key => new RedisGroup(key.Topic, key.Group));
        var reader = new RedisStreamReader(redis, group, group.Join());
        await reader.EnsureGroupAsync(ct);
        return new RedisSubscription(new RedisSubscriptionParts(redis, reader, options, subscribe, context), deliver);
    }

    // A group begins at the start of its stream, so nothing has to be kept for it.
    public void AllDeclared()
    {
    }

    public ValueTask DisposeAsync() => redis.DisposeAsync();

    private static RedisArg[] Fields(Message message) => message.Metadata is { Count: > 0 } metadata
        ? ["data", message.Data, "metadata", (ReadOnlyMemory<byte>)JsonSerializer.SerializeToUtf8Bytes(metadata)]
        : ["data", message.Data];

    private RedisArg[] Trim() =>
        options.MaxLength is { } length ? ["MAXLEN", "~", length]
        : options.StreamTtl is { } ttl ? ["MINID", "~", (context.Time.GetUtcNow() - ttl).ToUnixTimeMilliseconds()]
        : [];
}
