using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Platform.Dapr;

/// <summary>What an actor works with; its constructor takes it, beside any services of the app, and hands it to the base class.</summary>
public sealed class ActorHost
{
    internal ActorHost(ActorAddress address, ActorRegistration registration, ActorRuntimeServices services)
    {
        (Address, Registration, Services) = (address, registration, services);
        State = new(address, services);
    }

    /// <summary>Which actor of its type.</summary>
    public ActorId Id => Address.Id;

    /// <summary>The type name by which it is called.</summary>
    public string ActorType => Address.Type;

    /// <summary>Where it logs.</summary>
    public ILoggerFactory LoggerFactory => Services.Loggers;

    /// <summary>How values become JSON.</summary>
    public JsonSerializerOptions JsonSerializerOptions => Services.Json;

    /// <summary>Makes proxies of other actors.</summary>
    public IActorProxyFactory ProxyFactory => Services.Proxies;

    internal ActorAddress Address { get; }

    internal ActorRegistration Registration { get; }

    internal ActorRuntimeServices Services { get; }

    internal ActorState State { get; }
}
