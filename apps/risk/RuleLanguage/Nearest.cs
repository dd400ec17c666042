using Platform.Learning;
using Platform.Scoring;

namespace Platform.Risk.RuleLanguage;

/// <summary>Helps with a misspelt name.</summary>
internal static class Nearest
{
    /// <summary>One sentence that names the nearest known name, or all of them.</summary>
    public static string To(string name, TransactionFeatures features)
    {
        var known = features.Names.Concat(EventFields.Names).ToList();
        var nearest = known.MinBy(candidate => EditDistance.Between(name, candidate));

        return nearest is not null && EditDistance.Between(name, nearest) <= 3
            ? $"Did you mean '{nearest}'?"
            : $"Known: {string.Join(", ", known)}.";
    }
}
