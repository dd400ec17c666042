using Microsoft.Extensions.Logging;

namespace Platform.Dapr;

/// <summary>
/// Base class of an actor: an object with an id and state of its own, in which one thing happens at a time. It comes to life with the first
/// call, timer or reminder; it is let go when nothing has happened for a while, and its state stays.
/// </summary>
/// <remarks>
/// Changes of state are collected and saved in one transaction when the method has returned; when it throws, none is saved. Fields of the
/// class are no state: they are gone when the actor is let go, and a method that throws does not undo them.
/// </remarks>
/// <param name="host">What the actor works with; from the constructor of the derived class.</param>
public abstract partial class Actor(ActorHost host)
{
    /// <summary>What the actor works with.</summary>
    protected ActorHost Host { get; } = host;

    /// <summary>Which actor of its type.</summary>
    public ActorId Id => Host.Id;

    /// <summary>The actor's state.</summary>
    public IActorStateManager StateManager => Host.State;

    /// <summary>Makes proxies of other actors; calls belong to the same re-entrant chain as the call that is running.</summary>
    public IActorProxyFactory ProxyFactory => Host.ProxyFactory;

    /// <summary>Where the actor logs; the category is its class.</summary>
    protected ILogger Logger => field ??= Host.LoggerFactory.CreateLogger(GetType());

    /// <summary>Called before the first thing that happens; what it changes is saved before that. An exception refuses the call.</summary>
    /// <returns>When the actor is ready.</returns>
    protected virtual Task OnActivateAsync() => Task.CompletedTask;

    /// <summary>
    /// Called when the actor is let go. Not called when the process ends, so nothing may depend on it; the sidecar may refuse state
    /// that is saved this late.
    /// </summary>
    /// <returns>When it can be dropped.</returns>
    protected virtual Task OnDeactivateAsync() => Task.CompletedTask;

    /// <summary>Called before each method, timer and reminder.</summary>
    /// <param name="actorMethodContext">What will run.</param>
    /// <returns>When it may run.</returns>
    protected virtual Task OnPreActorMethodAsync(ActorMethodContext actorMethodContext) => Task.CompletedTask;

    /// <summary>Called after each method, timer and reminder that did not throw, before its changes are saved.</summary>
    /// <param name="actorMethodContext">What has run.</param>
    /// <returns>When the changes may be saved.</returns>
    protected virtual Task OnPostActorMethodAsync(ActorMethodContext actorMethodContext) => Task.CompletedTask;

    /// <summary>Called when something has thrown, after its changes were dropped; changes made here are dropped too.</summary>
    /// <param name="actorMethodContext">What has run.</param>
    /// <param name="e">What it threw.</param>
    /// <returns>When the caller may be told.</returns>
    protected virtual Task OnActorMethodFailedAsync(ActorMethodContext actorMethodContext, Exception e) => Task.CompletedTask;

    /// <summary>Saves the changes so far now, for instance before another actor is called that calls back.</summary>
    /// <returns>When they are saved.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached; the changes are dropped.</exception>
    protected Task SaveStateAsync() => StateManager.SaveStateAsync();

    internal Task ActivateAsync() => OnActivateAsync();

    internal Task DeactivateAsync() => OnDeactivateAsync();

    /// <summary>Runs something between the hooks and saves; the turn must be the current one.</summary>
    internal async Task RunAsync(ActorMethodContext context, Func<Actor, Task> method, CancellationToken ct)
    {
        try
        {
            await OnPreActorMethodAsync(context);
            await method(this);
            await OnPostActorMethodAsync(context);
            await StateManager.SaveStateAsync(ct);
        }
        catch (Exception failure)
        {
            Host.State.DropChanges();
            await TellFailureAsync(context, failure);
            throw;
        }
    }

    // What the hook throws must not hide why it was called.
    private async Task TellFailureAsync(ActorMethodContext context, Exception failure)
    {
        try
        {
            await OnActorMethodFailedAsync(context, failure);
        }
        catch (Exception further)
        {
            throw new AggregateException(failure, further);
        }
    }
}
