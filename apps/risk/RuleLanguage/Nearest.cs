using Platform.Risk.Features;

namespace Platform.Risk.RuleLanguage;

/// <summary>Helps with a misspelt name.</summary>
internal static class Nearest
{
    /// <summary>One sentence that names the nearest known name, or all of them.</summary>
    public static string To(string name, TransactionFeatures features)
    {
        var known = features.Names.Concat(EventFields.Names).ToList();
        var nearest = known.MinBy(candidate => Distance(name, candidate));

        return nearest is not null && Distance(name, nearest) <= 3 ? $"Did you mean '{nearest}'?" : $"Known: {string.Join(", ", known)}.";
    }

    // Levenshtein's edit distance, one row at a time.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var corner = row[0]++;
            for (var j = 1; j <= b.Length; j++)
                (corner, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
