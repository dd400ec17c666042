using Platform.Local.Components.PubSub;
using Platform.Local.Components.State;

namespace Platform.Local.Components;

/// <summary>Every component type the host knows. A new one is one line here and one file beside it.</summary>
internal static partial class ComponentTypes
{
    /// <summary>Keyed by <c>type/version</c>, lower case.</summary>
    public static IReadOnlyDictionary<string, ComponentFactory> All { get; } = new Dictionary<string, ComponentFactory>(StringComparer.OrdinalIgnoreCase)
    {
        ["configuration.in-memory/v1"] = context => new MemoryConfiguration(context),
        ["lock.in-memory/v1"] = context => new MemoryLock(context),
        ["pubsub.in-memory/v1"] = context => new InMemoryPubSub(context),
        ["secretstores.local.env/v1"] = context => new EnvSecrets(context),
        ["secretstores.local.file/v1"] = context => new FileSecrets(context),
        ["state.in-memory/v1"] = context => new InMemoryStateStore(context.Time),
    };
}
