using Microsoft.Extensions.Logging;

namespace Platform.Local.Components;

/// <summary>What a component is made from: its resource with every reference already resolved.</summary>
/// <param name="Name">The component's name, as apps address it.</param>
/// <param name="Type">Lower-case type, e.g. <c>state.redis</c>.</param>
/// <param name="Version">E.g. <c>v1</c>.</param>
/// <param name="Metadata">The spec's metadata, keys case-insensitive.</param>
/// <param name="Time">The host's clock; TTL, cron, retries and reclaim follow it.</param>
/// <param name="Loggers">Where the component logs.</param>
internal sealed record ComponentContext(
    string Name, string Type, string Version, ComponentMetadata Metadata, TimeProvider Time, ILoggerFactory Loggers)
{
    /// <summary>The environment that components see: the process's, or what a test gave instead.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}

/// <summary>Makes a component of one type. Throws <see cref="ComponentException"/> when the metadata is wrong.</summary>
internal delegate IComponent ComponentFactory(ComponentContext context);

/// <summary>Something a component resource stands for.</summary>
internal interface IComponent : IAsyncDisposable
{
    /// <summary>Connects, creates tables and so on; bounded by the resource's initTimeout.</summary>
    Task InitAsync(CancellationToken ct);

    /// <summary>Capability strings as <c>GET /v1.0/metadata</c> lists them.</summary>
    IReadOnlyList<string> Capabilities { get; }
}

/// <summary>A component cannot be made or started; the message names the key and what is allowed.</summary>
internal sealed class ComponentException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The metadata key at fault, so that the message can point at its line; null when it is none.</summary>
    public string? Key { get; init; }
}
