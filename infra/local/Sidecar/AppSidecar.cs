using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Local.Actors;
using Platform.Local.Components;
using Platform.Local.Components.State;
using Platform.Local.Resiliency;
using Platform.Local.Resources;
using Platform.Local.Scheduling;
using Platform.Local.Workflows;

namespace Platform.Local.Sidecar;

/// <summary>What one app's sidecar works with; replaced as a whole when resources change.</summary>
internal sealed record SidecarResources
{
    public IReadOnlyDictionary<string, RunningComponent> Components { get; init; } = ImmutableDictionary<string, RunningComponent>.Empty;

    public PolicyBook Policies { get; init; } = new([], TimeProvider.System);

    public IReadOnlyDictionary<string, HttpEndpoint> Endpoints { get; init; } = ImmutableDictionary<string, HttpEndpoint>.Empty;

    public IReadOnlyList<SubscriptionResource> Subscriptions { get; init; } = [];

    public IReadOnlyList<SecretScope> SecretScopes { get; init; } = [];

    /// <summary>Limits and retention of workflows.</summary>
    public WorkflowSettings Workflow { get; init; } = new();

    /// <summary>Whether each call gets a span of its own; false passes trace context on unchanged.</summary>
    public bool Tracing { get; init; }
}

/// <summary>An outside address that is invoked by name, its headers resolved.</summary>
internal sealed record HttpEndpoint(string Name, Uri BaseUrl, IReadOnlyDictionary<string, string> Headers);

/// <summary>The sidecar of one app.</summary>
internal sealed class AppSidecar : ISidecar
{
    private readonly TaskCompletionSource shutdown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LocalApp app;
    private readonly LocalHostOptions options;
    private readonly AppDirectory directory;
    private SidecarResources resources = new();
    private ActorStore? actorStore;

    public AppSidecar(LocalApp app, LocalHostOptions options, AppDirectory directory)
    {
        (this.app, this.options, this.directory) = (app, options, directory);
        Schedules = new Scheduler(
            app.AppId, directory.Wheel, options.Time, Logger("dapr.scheduler"), new ScheduleDelivery(this).DeliverAsync);
        if (app.AppPort is not { } port) return;
        Channel = new AppChannel(app, port, options, directory.Http);
        Actors = new ActorHost(this, Channel, Logger("dapr.actors"));
    }

    public string AppId => app.AppId;

    public string Namespace => directory.Namespace;

    public TimeProvider Time => options.Time;

    public LocalApp Definition => app;

    public LocalHostOptions Options => options;

    public AppDirectory Directory => directory;

    public AppChannel? Channel { get; }

    /// <summary>The actors that the app hosts; null when the app has no port.</summary>
    public ActorHost? Actors { get; }

    /// <summary>The app's jobs and its actors' reminders.</summary>
    public Scheduler Schedules { get; }

    /// <summary>The store for actors, reminders, jobs and workflows; null when no component says it is one.</summary>
    public ActorStore? ActorStore => Volatile.Read(ref actorStore);

    IAppChannel? ISidecar.App => Channel;

    public SidecarResources Resources
    {
        get => Volatile.Read(ref resources);
        set
        {
            Volatile.Write(ref resources, value);
            Volatile.Write(ref actorStore, ActorStore.Of(this));
        }
    }

    /// <summary>What runs for the app while it is up.</summary>
    public AppLife? Life { get; set; }

    /// <summary>The app's workflows, from when its ports open until they close.</summary>
    public AppWorkflows? Workflows { get; set; }

    public ExtendedMetadata Extended { get; } = new();

    public ConfigurationWatches Watches { get; } = new();

    /// <summary>Completes when the app has asked its sidecar to stop.</summary>
    public Task ShutdownRequested => shutdown.Task;

    public void RequestShutdown() => shutdown.TrySetResult();

    public ILogger Logger(string name) => (options.Loggers ?? NullLoggerFactory.Instance).CreateLogger(name);

    public LoadedComponent<T>? Find<T>(string name) where T : class, IComponent =>
        Resources.Components.TryGetValue(name, out var component) && component.Instance is T instance
            ? new LoadedComponent<T>(name, instance, MetadataOf(component))
            : null;

    public IReadOnlyList<LoadedComponent<T>> All<T>() where T : class, IComponent =>
        [.. Resources.Components.Values.Where(component => component.Instance is T)
            .Select(component => new LoadedComponent<T>(component.Resource.Name, (T)component.Instance, MetadataOf(component)))];

    public IPolicy PolicyFor(IComponent component, string name, Direction direction) =>
        Resources.Policies.ForComponent(CategoryOf(component), name, direction);

    private ComponentMetadata MetadataOf(RunningComponent component) => component.Metadata.For(AppId, Namespace);

    private static string CategoryOf(IComponent component) => component switch
    {
        IPubSub => "Pubsub",
        IStateStore => "Statestore",
        ISecretStore => "Secretstore",
        IConfigurationStore => "Configuration",
        ILockStore => "Lock",
        _ => "Binding",
    };
}
