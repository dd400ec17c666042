namespace Platform.EventFiles;

/// <summary>The accounts that a second member of an archive calls fraudulent.</summary>
public static class LabelTable
{
    private const int MostAccounts = 10_000_000;

    /// <summary>Reads them.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="mapping">Says which member and which columns.</param>
    /// <returns>The accounts, at most ten million; null when the mapping names no other member.</returns>
    /// <exception cref="EventFileException">The member is missing or damaged, or has too many accounts.</exception>
    public static HashSet<string>? Read(string path, Mapping mapping)
    {
        if (mapping.Label is not { Member: not null } label) return null;

        using var reader = SourceFile.Open(path, label.Member);
        var (key, value) = (Place(reader, label.Key), Place(reader, label.Column));
        var found = new HashSet<string>();
        foreach (var row in reader.Rows())
        {
            if (row.Error is { } error) throw new EventFileException($"{label.Member}, line {row.Line}: {error}.");
            if (row.Values[value] == label.Positive && row.Values[key] is { } account) found.Add(account);
            if (found.Count > MostAccounts) throw new EventFileException($"{label.Member}: more than {MostAccounts:N0} labelled accounts.");
        }

        return found;
    }

    private static int Place(IRowReader reader, string? column) =>
        reader.Columns.Index().Where(c => c.Item == column).Select(c => (int?)c.Index).FirstOrDefault()
        ?? throw new EventFileException($"There is no column {column}; there are {string.Join(", ", reader.Columns)}.");
}
