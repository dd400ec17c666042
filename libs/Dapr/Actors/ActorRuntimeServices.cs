using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Platform.Dapr;

/// <summary>Which actor, and the path of its sidecar API.</summary>
internal sealed record ActorAddress(string Type, ActorId Id)
{
    public string Path { get; } = $"/v1.0/actors/{Uri.EscapeDataString(Type)}/{Uri.EscapeDataString(Id.GetId())}";

    public override string ToString() => $"{Type}/{Id}";
}

/// <summary>What all actors of an app share.</summary>
internal sealed record ActorRuntimeServices(
    ActorSidecar Sidecar, IActorProxyFactory Proxies, JsonSerializerOptions Json, TimeProvider Time, ILoggerFactory Loggers);
