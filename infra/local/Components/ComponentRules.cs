using Platform.Local.Components.State;
using Platform.Local.Resources;

namespace Platform.Local.Components;

/// <summary>What can be told wrong about components before any is made.</summary>
internal static class ComponentRules
{
    public static void Check(IReadOnlyList<ComponentResource> resources)
    {
        foreach (var resource in resources.Where(resource => !resource.IgnoreErrors)) CheckType(resource);
        for (var i = 0; i < resources.Count; i++)
        {
            for (var j = 0; j < i; j++) CheckPair(resources[j], resources[i]);
        }
    }

    public static void CheckType(ComponentResource resource)
    {
        if (ComponentTypes.All.ContainsKey($"{resource.Type}/{resource.Version}")) return;
        var types = string.Join(", ", ComponentTypes.All.Keys.Order(StringComparer.Ordinal));
        throw new ResourceException(
            resource.TypePlace, "spec.type", $"'{resource.Type}' (version {resource.Version}) is not known here; known types are {types}");
    }

    private static void CheckPair(ComponentResource first, ComponentResource second)
    {
        var meet = first.Scopes.Count == 0 || second.Scopes.Count == 0 || first.Scopes.Intersect(second.Scopes).Any();
        if (first.Name == second.Name && meet)
            throw new ResourceException(second.Place, "metadata.name",
                $"'{second.Name}' is already used by {first.Place}; give one another name or other scopes");
        if (meet && ActorFlag(first) is not null && ActorFlag(second) is { } flag)
            throw new ResourceException(flag.Place, $"spec.metadata[{ActorStore.Flag}]",
                $"'{second.Name}' is a second store for actors beside '{first.Name}' ({first.Place}); an app can have one only: "
                + $"take {ActorStore.Flag} from one of them or give them other scopes");
    }

    private static MetadataItem? ActorFlag(ComponentResource resource) =>
        resource.Category is not "state" ? null : resource.Metadata.FirstOrDefault(item =>
            string.Equals(item.Name, ActorStore.Flag, StringComparison.OrdinalIgnoreCase) && IsTrue(item));

    private static bool IsTrue(MetadataItem item)
    {
        try
        {
            return new ComponentMetadata(new Dictionary<string, string> { [item.Name] = item.Value ?? "" }).Flag(item.Name, false);
        }
        catch (ComponentException error)
        {
            throw new ResourceException(item.Place, $"spec.metadata[{item.Name}]", error.Message, error);
        }
    }
}
