using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Platform.Dapr;

/// <summary>The actors of this app that are in memory. How many is the sidecar's affair: it lets go of those that are idle.</summary>
internal sealed partial class ActorRuntime : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string Type, ActorId Id), ActorSlot> slots = new();
    private readonly FrozenDictionary<string, HostedType> types;
    private readonly IServiceScopeFactory scopes;
    private readonly ILogger log;

    public ActorRuntime(IOptions<ActorRuntimeOptions> options, ActorRuntimeServices services, IServiceScopeFactory scopes)
    {
        (Options, Services, this.scopes) = (options.Value, services, scopes);
        log = services.Loggers.CreateLogger<ActorRuntime>();
        types = Options.Actors.ToFrozenDictionary(each => each.ActorTypeName, each => new HostedType(each));
    }

    public ActorRuntimeOptions Options { get; }

    public ActorRuntimeServices Services { get; }

    public int ActiveCount => slots.Count;

    public ActorRegistration? Find(string type) => types.GetValueOrDefault(type)?.Registration;

    /// <summary>Runs a call when no other runs in the actor.</summary>
    /// <exception cref="Exception">What the actor threw, or what its activation or saving its state threw.</exception>
    public async Task RunAsync(ActorTarget target, ActorTurn turn, Func<Actor, Task> method, CancellationToken ct)
    {
        while (true)
        {
            var slot = slots.GetOrAdd((target.Registration.ActorTypeName, target.Id), MakeSlot);
            await slot.Gate.EnterAsync(turn.ReentrancyId, ct);
            try
            {
                // The actor may have been let go while this call waited; then there is a new slot, or will be.
                if (slot.IsClosed)
                    continue;
                await slot.RunAsync(turn, target.Context, method, ct);
                return;
            }
            finally
            {
                Leave(target.Registration.ActorTypeName, target.Id, slot);
            }
        }
    }

    /// <summary>Lets an actor go after the call that runs in it; nothing happens when it is not in memory.</summary>
    /// <exception cref="Exception">What the actor threw; it is gone all the same.</exception>
    public async Task DeactivateAsync(string type, ActorId id, CancellationToken ct)
    {
        if (!slots.TryGetValue((type, id), out var slot))
            return;
        await slot.Gate.EnterAsync(null, ct);
        try
        {
            await slot.DeactivateAsync(ct);
        }
        finally
        {
            Leave(type, id, slot);
        }
    }

    /// <summary>
    /// The sidecar has started anew, so for it no actor is in memory, no timer runs, and another host may have had them meanwhile: each is
    /// let go after the call that runs in it, and comes back fresh.
    /// </summary>
    public void SidecarStarted()
    {
        foreach (var (type, id) in slots.Keys)
            _ = ForgetAsync(type, id);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var slot in slots.Values)
            await slot.DisposeAsync();
    }

    private async Task ForgetAsync(string type, ActorId id)
    {
        try
        {
            await DeactivateAsync(type, id, CancellationToken.None);
        }
        catch (Exception e)
        {
            DeactivationFailed(log, e, type, id.GetId());
        }
    }

    private void Leave(string type, ActorId id, ActorSlot slot)
    {
        if (slot.IsClosed)
            slots.TryRemove(new((type, id), slot));
        slot.Gate.Leave();
    }

    private ActorSlot MakeSlot((string Type, ActorId Id) key)
    {
        var type = types[key.Type];
        var host = new ActorHost(new(key.Type, key.Id), type.Registration, Services);
        return new(host, type.Make, scopes);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Actor {Type}/{Id} failed while it was let go")]
    private static partial void DeactivationFailed(ILogger logger, Exception e, string type, string id);

    private sealed class HostedType(ActorRegistration registration)
    {
        private readonly ObjectFactory factory = ActivatorUtilities.CreateFactory(registration.ImplementationType, [typeof(ActorHost)]);

        public ActorRegistration Registration => registration;

        public Actor Make(IServiceProvider services, ActorHost host) => (Actor)factory(services, [host]);
    }
}

/// <summary>What is called.</summary>
internal readonly record struct ActorTarget(ActorRegistration Registration, ActorId Id, ActorMethodContext Context);
