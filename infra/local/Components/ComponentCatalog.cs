using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Platform.Local.Resources;

namespace Platform.Local.Components;

/// <summary>A component that runs: one instance for the whole host, or one per app when its metadata depends on the app.</summary>
/// <param name="Resource">What it was made from.</param>
/// <param name="AppId">Set when the instance belongs to one app.</param>
/// <param name="Instance">The component.</param>
/// <param name="Metadata">Its resolved metadata; of a shared one the app's placeholders are still to fill.</param>
internal sealed record RunningComponent(ComponentResource Resource, string? AppId, IComponent Instance, ComponentMetadata Metadata);

/// <summary>Makes, keeps and replaces the components of the host.</summary>
internal sealed class ComponentCatalog(ComponentMaker maker, ILogger log) : IAsyncDisposable
{
    private ImmutableList<RunningComponent> running = [];

    /// <summary>Everything that runs; replaced as a whole.</summary>
    public ImmutableList<RunningComponent> Running => Volatile.Read(ref running);

    /// <summary>
    /// Brings the catalog to this list: new and changed components are made first, and only when all of them work are the old ones
    /// let go; so a broken edit changes nothing. Unchanged components stay.
    /// </summary>
    /// <param name="resources">All components that shall run.</param>
    /// <param name="swapped">Called between taking over the new and closing the old, so that nobody calls a closed one.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <exception cref="ResourceException">One of them cannot be made; nothing has changed.</exception>
    public async Task ApplyAsync(IReadOnlyList<ComponentResource> resources, Func<Task> swapped, CancellationToken ct)
    {
        ComponentRules.Check(resources);
        var old = Running;
        var wanted = resources.Select(resource => resource.Fingerprint).ToHashSet();
        var kept = old.RemoveAll(component => !wanted.Contains(component.Resource.Fingerprint));
        var present = kept.Select(component => component.Resource.Fingerprint).ToHashSet();
        var fresh = resources.Where(resource => !present.Contains(resource.Fingerprint)).ToList();

        var made = await MakeAllAsync(fresh, kept, ct);
        Volatile.Write(ref running, made);
        await swapped();
        await CloseAsync(old.Except(made));
    }

    /// <summary>What an app sees: name → component, its scope applied.</summary>
    public Dictionary<string, RunningComponent> For(string appId) =>
        Running.Where(component => component.AppId is null || component.AppId == appId)
            .Where(component => ResourceSet.InScope(component.Resource.Scopes, appId))
            .ToDictionary(component => component.Resource.Name);

    public async ValueTask DisposeAsync() => await CloseAsync(Interlocked.Exchange(ref running, []));

    // Secret stores first, because other components' metadata may refer to them.
    private async Task<ImmutableList<RunningComponent>> MakeAllAsync(
        List<ComponentResource> fresh, ImmutableList<RunningComponent> kept, CancellationToken ct)
    {
        var made = kept;
        try
        {
            foreach (var store in fresh.Where(IsSecretStore).OrderBy(resource => resource.SecretStore is not null))
                made = made.AddRange(await MakeAsync(store, made, ct));
            foreach (var resource in fresh.Where(resource => !IsSecretStore(resource)))
                made = made.AddRange(await MakeAsync(resource, made, ct));
            return made;
        }
        catch
        {
            await CloseAsync(made.Except(kept));
            throw;
        }
    }

    private async Task<IReadOnlyList<RunningComponent>> MakeAsync(
        ComponentResource resource, ImmutableList<RunningComponent> made, CancellationToken ct)
    {
        try
        {
            return await maker.MakeAsync(resource, made, ct);
        }
        catch (ResourceException error) when (resource.IgnoreErrors)
        {
            log.LogWarning("component {Component} is left out (ignoreErrors): {Problem}", resource.Name, error.Message);
            return [];
        }
    }

    private async Task CloseAsync(IEnumerable<RunningComponent> components)
    {
        foreach (var component in components.Reverse())
        {
            try
            {
                await component.Instance.DisposeAsync();
            }
            catch (Exception error)
            {
                log.LogWarning(error, "component {Component} did not close cleanly", component.Resource.Name);
            }
        }
    }

    private static bool IsSecretStore(ComponentResource resource) => resource.Category is "secretstores";
}
