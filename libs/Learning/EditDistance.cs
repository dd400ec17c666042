namespace Platform.Learning;

/// <summary>How many letters two words are apart.</summary>
public static class EditDistance
{
    /// <summary>Levenshtein's distance.</summary>
    /// <param name="a">A word.</param>
    /// <param name="b">Another.</param>
    /// <returns>The fewest letters to insert, remove or exchange that make one the other. O(length × length), one row at a time.</returns>
    /// <remarks>Source: Wagner, Fischer, "The String-to-String Correction Problem", JACM 1974.</remarks>
    public static int Between(string a, string b)
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
