using Platform.EventFiles;

namespace Platform.Load.Replay;

/// <summary>The accounts that a second member of the archive calls fraudulent.</summary>
internal static class LabelTable
{
    private const int MostAccounts = 10_000_000;

    /// <summary>Reads them.</summary>
    public static HashSet<string> Read(string path, LabelMapping label)
    {
        using var reader = SourceFile.Open(path, label.Member);
        var (key, value) = (Place(reader, label.Key), Place(reader, label.Column));
        var found = new HashSet<string>();
        foreach (var row in reader.Rows())
        {
            if (row.Error is { } error) throw new ReplayException($"{label.Member}, line {row.Line}: {error}.");
            if (row.Values[value] == label.Positive && row.Values[key] is { } account) found.Add(account);
            if (found.Count > MostAccounts) throw new ReplayException($"{label.Member}: more than {MostAccounts:N0} labelled accounts.");
        }

        return found;
    }

    private static int Place(IRowReader reader, string? column) =>
        reader.Columns.Index().Where(c => c.Item == column).Select(c => (int?)c.Index).FirstOrDefault()
        ?? throw new ReplayException($"There is no column {column}; there are {string.Join(", ", reader.Columns)}.");
}
