namespace Platform.Learning.Behavior;

/// <summary>One way in which an event differs from what is usual.</summary>
/// <param name="Name"><c>hour</c>, <c>peer</c>, <c>host</c>, <c>application</c>, <c>geography</c> or <c>volume</c>.</param>
/// <param name="Bits">Surprise beyond what such events usually carry, 0 to <see cref="BehaviorScore.MostBits"/>.</param>
/// <param name="Contribution">Its part of the score.</param>
public readonly record struct BehaviorFactor(string Name, double Bits, double Contribution);

/// <summary>How far an event is from what is usual.</summary>
/// <param name="Score">0 to 1.</param>
/// <param name="Factors">Those that are above 0, the largest first; their contributions add up to the score.</param>
public sealed record BehaviorAssessment(double Score, IReadOnlyList<BehaviorFactor> Factors);

/// <summary>Judges an event by the profile of its entity and that of the entity's group.</summary>
/// <remarks>
/// Each factor is a surprise in bits, -log2 of the chance of what was seen, less the entropy of what is usual: who is always somewhere
/// else surprises nobody by being somewhere else. The group's chances count as <see cref="GroupWeight"/> events of one's own, so they
/// decide while one's own history is short and hardly matter later. The score is 1 - 2^(-bits / 8) of all bits together. One factor alone
/// reaches 0.65 and no more. Pure and deterministic. Our own; half a count for what was never seen is Krichevsky and Trofimov's, 1981.
/// </remarks>
public static class BehaviorScore
{
    /// <summary>Events that must be known of an entity before any of its events has a score above 0.</summary>
    public const int LeastEvents = 20;

    /// <summary>The events of one's own that the group counts for.</summary>
    public const int GroupWeight = 20;

    /// <summary>The most bits of one factor.</summary>
    public const double MostBits = 12;

    /// <summary>Scores from here on are medium: 8 bits, once in 256.</summary>
    public const double MediumFrom = 0.5;

    /// <summary>Scores from here on are high: 16 bits, which takes two factors.</summary>
    public const double HighFrom = 0.75;

    /// <summary>Scores from here on are critical: about 27 bits, which takes three factors.</summary>
    public const double CriticalFrom = 0.9;

    private const double BitsToHalve = 8;

    /// <summary>Judges an event that is not in the profiles yet.</summary>
    /// <param name="own">The entity's profile.</param>
    /// <param name="group">The profile of those like it; empty when there are none.</param>
    /// <param name="e">The event.</param>
    /// <returns>Score and factors; 0 and none while fewer than <see cref="LeastEvents"/> events are known. O(168).</returns>
    public static BehaviorAssessment Of(EntityProfile own, EntityProfile group, BehaviorEvent e)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(e);
        if (own.Events < LeastEvents) return new(0, []);

        (string Name, double Bits)[] factors =
        [
            ("hour", HourBits(own.Hours, group.Hours, WeekHours.HourOf(e.Time))),
            ("peer", NameBits(own.Peers, group.Peers, e.Peer)),
            ("host", NameBits(own.Hosts, group.Hosts, e.Host)),
            ("application", NameBits(own.Applications, group.Applications, e.Application)),
            ("geography", NameBits(own.Geographies, group.Geographies, e.Geography)),
            ("volume", VolumeBits(own, group, e)),
        ];
        var bits = factors.Sum(factor => factor.Bits);
        var score = 1 - double.Exp2(-bits / BitsToHalve);
        return new(score, [.. factors.Where(factor => factor.Bits > 0).OrderByDescending(factor => factor.Bits)
            .Select(factor => new BehaviorFactor(factor.Name, factor.Bits, score * factor.Bits / bits))]);
    }

    internal static double VolumeBits(EntityProfile own, EntityProfile group, BehaviorEvent e) =>
        e.Volume is { } volume ? Capped(own.Volumes.SurpriseOf(volume, group.Volumes)) : 0;

    private static double HourBits(WeekHours own, WeekHours group, int hour)
    {
        double Chance(int of)
        {
            var groups = (group.LevelOf(of) + (double)GroupWeight / WeekHours.Count) / (group.Total + GroupWeight);
            return (own.LevelOf(of) + GroupWeight * groups) / (own.Total + GroupWeight);
        }

        var usual = 0d;
        for (var each = 0; each < WeekHours.Count; each++)
        {
            var chance = Chance(each);
            usual -= chance * Math.Log2(chance);
        }

        return Capped(-Math.Log2(Chance(hour)) - usual);
    }

    private static double NameBits(TopCounts own, TopCounts group, string? name)
    {
        if (name is null) return 0;

        var total = own.Total;
        double Chance(ulong of) => (own.WeightOf(of) + GroupWeight * group.ShareOf(of)) / (total + GroupWeight);
        var usual = (total * own.Entropy(Chance) + GroupWeight * group.Entropy(Chance)) / (total + GroupWeight);
        return Capped(-Math.Log2(Chance(TextHash.Of(name))) - usual);
    }

    private static double Capped(double bits) => Math.Clamp(bits, 0, MostBits);
}
