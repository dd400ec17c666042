using Platform.Local.Components.PubSub;
using Platform.Local.Components.Redis;
using Platform.Local.Components.State;

namespace Platform.Local.Components;

/// <summary>Every component type the host knows. A new one is one line here and one file beside it.</summary>
internal static partial class ComponentTypes
{
    /// <summary>Keyed by <c>type/version</c>, lower case.</summary>
    public static IReadOnlyDictionary<string, ComponentFactory> All { get; } =
        new Dictionary<string, ComponentFactory>(StringComparer.OrdinalIgnoreCase)
    {
        ["bindings.cron/v1"] = context => new CronBinding(context),
        ["bindings.http/v1"] = context => new HttpBinding(context),
        ["bindings.localstorage/v1"] = context => new LocalStorage(context),
        ["bindings.smtp/v1"] = context => new SmtpBinding(context),
        ["configuration.in-memory/v1"] = context => new MemoryConfiguration(context),
        ["configuration.redis/v1"] = context => new RedisConfiguration(context),
        ["lock.in-memory/v1"] = context => new MemoryLock(context),
        ["lock.redis/v1"] = context => new RedisLock(context),
        ["pubsub.in-memory/v1"] = context => new InMemoryPubSub(context),
        ["pubsub.redis/v1"] = context => new RedisPubSub(context),
        ["secretstores.local.env/v1"] = context => new EnvSecrets(context),
        ["secretstores.local.file/v1"] = context => new FileSecrets(context),
        ["state.in-memory/v1"] = context => new InMemoryStateStore(context.Time),
        ["state.postgresql/v2"] = context => new PostgresStateStore(context),
        ["state.redis/v1"] = context => new RedisStateStore(context),
    };
}
