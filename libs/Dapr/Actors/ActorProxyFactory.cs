namespace Platform.Dapr;

/// <summary>Makes proxies of actors.</summary>
public interface IActorProxyFactory
{
    /// <summary>Makes a proxy that calls by name.</summary>
    /// <param name="actorId">Which actor.</param>
    /// <param name="actorType">Its type.</param>
    /// <returns>The proxy; nothing is sent yet.</returns>
    ActorProxy Create(ActorId actorId, string actorType);

    /// <summary>Makes a proxy that calls by an interface.</summary>
    /// <typeparam name="TActorInterface">The interface that the actor implements.</typeparam>
    /// <param name="actorId">Which actor.</param>
    /// <param name="actorType">Its type.</param>
    /// <returns>The proxy; nothing is sent yet.</returns>
    /// <exception cref="ArgumentException">A method of the interface cannot be one of an actor; the message says why.</exception>
    TActorInterface CreateActorProxy<TActorInterface>(ActorId actorId, string actorType) where TActorInterface : IActor;
}

/// <summary>Makes proxies that call through one client.</summary>
/// <param name="client">Calls the sidecar; outlives the proxies.</param>
public sealed class ActorProxyFactory(DaprClient client) : IActorProxyFactory
{
    /// <inheritdoc/>
    public ActorProxy Create(ActorId actorId, string actorType)
    {
        ArgumentNullException.ThrowIfNull(actorId);
        ArgumentException.ThrowIfNullOrWhiteSpace(actorType);
        return new(client, new(actorType, actorId));
    }

    /// <inheritdoc/>
    public TActorInterface CreateActorProxy<TActorInterface>(ActorId actorId, string actorType) where TActorInterface : IActor =>
        TypedActorProxy.Over<TActorInterface>(Create(actorId, actorType));
}
