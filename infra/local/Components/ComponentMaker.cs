using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Platform.Local.Resources;

namespace Platform.Local.Components;

/// <summary>
/// Turns one Component resource into running instances: resolves its metadata, makes, starts, and says what went wrong where.
/// </summary>
internal sealed class ComponentMaker(
    LocalHostOptions options, MetadataResolver resolver, PublishJournal journal, ILoggerFactory loggers)
{
    /// <exception cref="ResourceException">It cannot be made or does not start in time.</exception>
    public async Task<IReadOnlyList<RunningComponent>> MakeAsync(
        ComponentResource resource, ImmutableList<RunningComponent> others, CancellationToken ct)
    {
        ComponentRules.CheckType(resource);
        if (!PerApp(resource)) return [await MakeAsync(resource, null, others, ct)];
        var made = new List<RunningComponent>();
        foreach (var app in options.Apps.Where(app => ResourceSet.InScope(resource.Scopes, app.AppId)))
            made.Add(await MakeAsync(resource, app.AppId, others, ct));
        return made;
    }

    // A broker is always shared, or its apps could not talk to each other; the one placeholder it needs, in consumerID, is read per app.
    private static bool PerApp(ComponentResource resource) =>
        resource.Category is not "pubsub" && resource.Metadata.Any(item => item.Value is { } value && Placeholders.DependOnApp(value));

    private async Task<RunningComponent> MakeAsync(
        ComponentResource resource, string? appId, ImmutableList<RunningComponent> others, CancellationToken ct)
    {
        IComponent? component = null;
        try
        {
            var metadata = await resolver.ResolveAsync(resource, appId, others, ct);
            var context = new ComponentContext(resource.Name, resource.Type, resource.Version, metadata, options.Time, loggers)
            {
                Environment = resolver.Environment,
            };
            component = ComponentTypes.All[$"{resource.Type}/{resource.Version}"](context);
            if (component is IPubSub broker && journal.Keeps) component = new JournaledPubSub(resource.Name, broker, journal);
            await StartAsync(component, resource, ct);
            return new RunningComponent(resource, appId, component, metadata);
        }
        catch (Exception error) when (error is not ResourceException && !ct.IsCancellationRequested)
        {
            if (component is not null) await component.DisposeAsync();
            throw Explain(resource, error);
        }
    }

    // The limit is about a server out there, so it runs on the real clock also when a test holds the host's.
    private static async Task StartAsync(IComponent component, ComponentResource resource, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(resource.InitTimeout);
        try
        {
            await component.InitAsync(limit.Token).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException error) when (!ct.IsCancellationRequested)
        {
            throw new ComponentException($"did not start within initTimeout {resource.InitTimeout.TotalSeconds:0.###}s", error);
        }
    }

    private static ResourceException Explain(ComponentResource resource, Exception error)
    {
        var key = (error as ComponentException)?.Key;
        var item = resource.Metadata.FirstOrDefault(item => string.Equals(item.Name, key, StringComparison.OrdinalIgnoreCase));
        return new ResourceException(
            item?.Place ?? resource.TypePlace, key is null ? "spec" : $"spec.metadata[{key}]",
            $"{resource.Type} '{resource.Name}': {error.Message}", error);
    }
}
