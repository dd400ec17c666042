using Microsoft.Extensions.Logging.Abstractions;
using Platform.Local.Components;
using Platform.Local.Components.State;
using Platform.Local.Sidecar;
using Platform.TaskHub;

namespace Platform.Local.Workflows;

/// <summary>The workflow engine of one app's sidecar, on whatever store the resources name at the moment.</summary>
internal sealed class AppWorkflows(AppSidecar sidecar) : IAsyncDisposable
{
    private readonly System.Threading.Lock gate = new();
    private SidecarResources? seen;
    private IStateStore? store;
    private WorkflowEngine? engine;
    private bool isClosed;

    /// <summary>How many workers are connected.</summary>
    public int Workers => Volatile.Read(ref engine)?.Workers ?? 0;

    /// <summary>The engine.</summary>
    /// <exception cref="GrpcException">FAILED_PRECONDITION: no store in scope of the app is for actors.</exception>
    public WorkflowEngine Engine
    {
        get
        {
            _ = RefreshAsync();
            return Volatile.Read(ref engine) ?? throw new GrpcException(GrpcStatus.FailedPrecondition, ActorStore.Missing(sidecar.AppId));
        }
    }

    /// <summary>Follows the resources: a store that was replaced gets an engine of its own.</summary>
    /// <returns>Done when the engine on the store of before has written what it had to write.</returns>
    public Task RefreshAsync()
    {
        var resources = sidecar.Resources;
        if (ReferenceEquals(resources, Volatile.Read(ref seen))) return Task.CompletedTask;
        lock (gate)
        {
            if (isClosed || ReferenceEquals(resources, seen)) return Task.CompletedTask;
            var ended = Replace(ActorStore.Of(sidecar), resources);
            Volatile.Write(ref seen, resources);
            return ended;
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (gate) isClosed = true;
        if (engine is not null) await engine.DisposeAsync();
    }

    private Task Replace(ActorStore? found, SidecarResources resources)
    {
        if (ReferenceEquals(found?.Store, store)) return Task.CompletedTask;
        var old = engine;
        store = found?.Store;
        Volatile.Write(ref engine, found is null ? null : new WorkflowEngine(Options(found, resources)));
        // Its workers come again by themselves and find the new one.
        return old?.DisposeAsync().AsTask() ?? Task.CompletedTask;
    }

    private EngineOptions Options(ActorStore found, SidecarResources resources) => new()
    {
        AppId = sidecar.AppId,
        Namespace = sidecar.Namespace,
        Store = found.Store,
        Scan = found.Scan,
        Wheel = sidecar.Directory.Wheel,
        Time = sidecar.Time,
        MaxBytes = sidecar.Options.MaxBodyBytes,
        Settings = resources.Workflow,
        Log = (sidecar.Options.Loggers ?? NullLoggerFactory.Instance).CreateLogger("dapr.workflow"),
    };
}
