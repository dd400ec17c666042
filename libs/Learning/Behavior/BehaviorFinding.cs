namespace Platform.Learning.Behavior;

/// <summary>What has a name of its own, whatever the score.</summary>
public enum BehaviorFindingKind
{
    /// <summary>Two places, too far apart for the time between them. The measure is the speed in km/h.</summary>
    ImpossibleTravel,

    /// <summary>An account is used that was not for long. The measure is the pause in days.</summary>
    DormantAccountUse,

    /// <summary>Very much is read soon after the entity got other rights. The measure is the time between in minutes.</summary>
    BulkReadAfterChange,
}

/// <summary>Something that has a name of its own.</summary>
/// <param name="Kind">What.</param>
/// <param name="Measure">By how much, in the unit of the kind.</param>
public readonly record struct BehaviorFinding(BehaviorFindingKind Kind, double Measure);

/// <summary>Finds what has a name of its own in an event, by the profile of its entity.</summary>
public static class BehaviorFindings
{
    /// <summary>No one travels faster, in km/h: an airliner's 900 and some wind.</summary>
    public const double FastestKmh = 1_000;

    /// <summary>Places nearer than this many kilometres are the same: addresses are not located better.</summary>
    public const double NearKm = 100;

    /// <summary>Days without use after which an account is dormant.</summary>
    public const int DormantDays = 30;

    /// <summary>Minutes after a change of rights in which a bulk read belongs to it.</summary>
    public const int ChangeMinutes = 60;

    // A volume with fewer bits than this, one in a thousand, is no bulk read by itself.
    private const double BulkBits = 10;
    private const double ShortestHours = 1.0 / 3_600;

    /// <summary>Looks at an event that is not in the profile yet.</summary>
    /// <param name="own">The entity's profile.</param>
    /// <param name="group">The profile of those like it.</param>
    /// <param name="e">The event.</param>
    /// <returns>What was found, mostly nothing.</returns>
    public static IReadOnlyList<BehaviorFinding> Of(EntityProfile own, EntityProfile group, BehaviorEvent e)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(e);
        var found = new List<BehaviorFinding>();
        if (own.LastPlace is { } last && e.Place is { } place)
        {
            var (km, hours) = (last.KilometresTo(place), Math.Max(ShortestHours, Math.Abs((double)e.Time - own.LastPlaceAt) / 3_600));
            if (km >= NearKm && km / hours > FastestKmh) found.Add(new(BehaviorFindingKind.ImpossibleTravel, km / hours));
        }

        var pause = own.LastSeen is { } seen ? ((double)e.Time - seen) / 86_400 : 0;
        if (pause >= DormantDays) found.Add(new(BehaviorFindingKind.DormantAccountUse, pause));

        var since = own.PrivilegesChangedAt is { } changed ? ((double)e.Time - changed) / 60 : -1;
        if (since is >= 0 and <= ChangeMinutes && IsBulkRead(own, group, e)) found.Add(new(BehaviorFindingKind.BulkReadAfterChange, since));

        return found;
    }

    private static bool IsBulkRead(EntityProfile own, EntityProfile group, BehaviorEvent e) =>
        e.IsBulkRead || (own.Events >= BehaviorScore.LeastEvents && BehaviorScore.VolumeBits(own, group, e) >= BulkBits);
}
