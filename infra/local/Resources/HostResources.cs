using Microsoft.Extensions.Logging;
using Platform.Local.Components;
using Platform.Local.Resiliency;
using Platform.Local.Sidecar;

namespace Platform.Local.Resources;

/// <summary>The resources of a running host: read, made, handed to each sidecar, and read again when a file changes.</summary>
internal sealed class HostResources : IAsyncDisposable
{
    private readonly LocalHostOptions options;
    private readonly ILogger log;
    private readonly MetadataResolver resolver;
    private readonly ComponentCatalog catalog;
    private ResourceSet current = new();
    private ResourceWatch? watch;

    public HostResources(LocalHostOptions options, ILoggerFactory loggers)
    {
        this.options = options;
        log = loggers.CreateLogger("dapr.resources");
        Namespace = Environment.GetEnvironmentVariable("NAMESPACE") is { Length: > 0 } named ? named : "default";
        resolver = new MetadataResolver(options.Environment, Namespace, log);
        Journal = new PublishJournal(options.KeepPublished);
        catalog = new ComponentCatalog(new ComponentMaker(options, resolver, Journal, loggers), log);
    }

    public string Namespace { get; }

    public PublishJournal Journal { get; }

    public T? Find<T>(string name) where T : class =>
        catalog.Running.FirstOrDefault(component => component.Resource.Name == name)?.Instance as T;

    public Task LoadAsync(CancellationToken ct) => ApplyAsync(ResourceFiles.Read(options), () => Task.CompletedTask, ct);

    /// <summary>What one app's sidecar works with.</summary>
    public async Task<SidecarResources> ForAsync(string appId, CancellationToken ct)
    {
        var set = current;
        return new SidecarResources
        {
            Components = catalog.For(appId),
            Policies = new PolicyBook(set.Resiliencies.Where(resource => ResourceSet.InScope(resource.Scopes, appId)), options.Time),
            Endpoints = await EndpointsAsync(set, appId, ct),
            Subscriptions = [.. set.Subscriptions.Where(resource => ResourceSet.InScope(resource.Scopes, appId))],
            SecretScopes = [.. set.Configurations.SelectMany(configuration => configuration.SecretScopes)],
            Workflow = set.Configurations.LastOrDefault(configuration => configuration.Workflow is not null)?.Workflow ?? new(),
            Tracing = set.Configurations.LastOrDefault(
                configuration => configuration.SamplingRate is not null)?.SamplingRate is { } rate && rate is not "0",
        };
    }

    /// <summary>Every app has said what it subscribes to; see <see cref="IPubSub.AllDeclared"/>.</summary>
    public void AllDeclared()
    {
        foreach (var broker in catalog.Running.Select(component => component.Instance).OfType<IPubSub>()) broker.AllDeclared();
    }

    /// <summary>Follows edits of the files; a broken edit is logged and the old resources stay.</summary>
    public void Watch(Func<CancellationToken, Task> changed)
    {
        if (!options.HotReload || options.ResourcesPaths.Count == 0) return;
        watch = new ResourceWatch(options.ResourcesPaths, options.Time, ct => ReloadAsync(changed, ct));
    }

    public async Task StopWatchingAsync()
    {
        if (watch is not null) await watch.DisposeAsync();
    }

    public ValueTask DisposeAsync() => catalog.DisposeAsync();

    private async Task ReloadAsync(Func<CancellationToken, Task> changed, CancellationToken ct)
    {
        try
        {
            await ApplyAsync(ResourceFiles.Read(options), () => changed(ct), ct);
            log.LogInformation("resources reloaded");
        }
        catch (Exception error) when (error is ResourceException or IOException)
        {
            log.LogError("resources not reloaded, the old ones stay: {Problem}", error.Message);
        }
    }

    private async Task ApplyAsync(ResourceSet set, Func<Task> changed, CancellationToken ct)
    {
        foreach (var skipped in set.Skipped) log.LogInformation("skipped {Document}: not a resource kind of this host", skipped);
        _ = new PolicyBook(set.Resiliencies, options.Time); // Refuses targets that name undefined policies before anything is made.
        await catalog.ApplyAsync(set.Components, () => SwapAsync(set, changed), ct);
    }

    private Task SwapAsync(ResourceSet set, Func<Task> changed)
    {
        current = set;
        return changed();
    }

    private async Task<Dictionary<string, HttpEndpoint>> EndpointsAsync(ResourceSet set, string appId, CancellationToken ct)
    {
        var endpoints = new Dictionary<string, HttpEndpoint>();
        foreach (var resource in set.HttpEndpoints.Where(resource => ResourceSet.InScope(resource.Scopes, appId)))
        {
            var headers = await resolver.ResolveAsync(resource.Headers, resource.SecretStore, catalog.Running, ct);
            endpoints[resource.Name] = new HttpEndpoint(resource.Name, resource.BaseUrl, headers);
        }

        return endpoints;
    }
}
