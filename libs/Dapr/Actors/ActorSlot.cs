using Microsoft.Extensions.DependencyInjection;

namespace Platform.Dapr;

/// <summary>The place of one actor in memory: empty until the first call, closed for good once the actor has been let go.</summary>
internal sealed class ActorSlot(ActorHost host, Func<IServiceProvider, ActorHost, Actor> make, IServiceScopeFactory scopes)
    : IAsyncDisposable
{
    private AsyncServiceScope scope;
    private Actor? actor;
    private volatile bool isActivating;

    public ActorGate Gate { get; } = new();

    /// <summary>Read and written inside the gate.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Runs a call inside the gate, after activating the actor if this is the first.</summary>
    /// <exception cref="Exception">What the actor threw; an actor that could not be activated leaves its slot closed.</exception>
    public async Task RunAsync(ActorTurn turn, ActorMethodContext context, Func<Actor, Task> method, CancellationToken ct)
    {
        var running = actor ?? await ActivateAsync(turn, ct);
        turn.Begin();
        try
        {
            await running.RunAsync(context, method, ct);
        }
        finally
        {
            turn.End();
        }
    }

    /// <summary>Lets the actor go, inside the gate; it is gone even when it threw.</summary>
    public async Task DeactivateAsync(CancellationToken ct)
    {
        IsClosed = true;
        if (actor is not { } leaving)
            return;
        actor = null;
        try
        {
            await LiveAsync(leaving.DeactivateAsync, null, ct);
        }
        finally
        {
            await DropAsync(leaving);
        }
    }

    /// <summary>The process ends: what the actor holds is disposed, without telling it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref actor, null) is { } leaving)
            await DropAsync(leaving);
        Gate.Dispose();
    }

    private async Task<Actor> ActivateAsync(ActorTurn cause, CancellationToken ct)
    {
        // Only a call of the chain that activates it can be here a second time.
        if (isActivating)
            throw new InvalidOperationException($"Actor {host.Address} is being activated: no call may come back before it is.");
        isActivating = true;
        scope = scopes.CreateAsyncScope();
        Actor? coming = null;
        try
        {
            coming = make(scope.ServiceProvider, host);
            await LiveAsync(coming.ActivateAsync, cause, ct);
            return actor = coming;
        }
        catch
        {
            IsClosed = true;
            await DropAsync(coming);
            throw;
        }
    }

    // Coming and going are turns of their own: what they change is saved before the call that follows.
    private async Task LiveAsync(Func<Task> step, ActorTurn? cause, CancellationToken ct)
    {
        var turn = ActorTurn.OfLife(cause);
        turn.Begin();
        try
        {
            await step();
            await host.State.SaveStateAsync(ct);
        }
        finally
        {
            turn.End();
        }
    }

    private async ValueTask DropAsync(Actor? leaving)
    {
        if (leaving is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync();
        else if (leaving is IDisposable disposable)
            disposable.Dispose();
        await scope.DisposeAsync();
    }
}
