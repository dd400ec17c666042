using Platform.Local.Sidecar;

namespace Platform.Local.Components.State;

/// <summary>
/// The store that an app's actors, reminders, jobs and workflows are kept in: the one state component in its scope that says
/// <c>actorStateStore: "true"</c>. (Two of them in one scope are refused when the files are read.)
/// </summary>
/// <param name="Name">The component's name.</param>
/// <param name="Store">Its transactions, gathered with those of everybody else on the same store.</param>
/// <param name="Scan">How keys are found by their beginning.</param>
internal sealed record ActorStore(string Name, GroupCommit Store, IOutboxScan Scan)
{
    public const string Flag = "actorStateStore";

    /// <summary>Null when no component in scope of this app says so.</summary>
    public static ActorStore? Of(AppSidecar sidecar)
    {
        foreach (var component in sidecar.All<IStateStore>())
        {
            if (component.Metadata.Flag(Flag, false) && component.Instance is IOutboxScan scan)
                return new ActorStore(component.Name, sidecar.Directory.Grouped(component.Instance), scan);
        }

        return null;
    }

    /// <summary>What to tell whoever needs one where there is none.</summary>
    public static string Missing(string appId) =>
        $"no state store for actors: none of the components in scope of app '{appId}' has metadata {Flag}: \"true\"";
}
