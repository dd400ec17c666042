using Platform.EventFiles;
using Platform.Local.Launcher;
using Platform.Scoring;

namespace Platform.Cli.Models;

/// <summary>Transactions of a file whose mapping says what they turned out to be.</summary>
internal static class LabelledFile
{
    /// <summary>Reads the whole file; lines that are no transactions are left out and told.</summary>
    /// <exception cref="EventFileException">The file or its mapping has a mistake.</exception>
    /// <exception cref="LaunchException">No mapping fits, or there are no labels.</exception>
    public static IReadOnlyList<LabelledTransaction> Read(string file, string? mappingFile, IProgress<string> progress)
    {
        var mapping = mappingFile is not null ? MappingFile.Read(mappingFile)
            : MappingChoice.For(file)
                ?? throw new LaunchException($"No shipped mapping fits {file}; say which column is what with --mapping.");
        using var rows = SourceFile.Open(file, mapping);
        var mapper = new RowMapper(mapping, rows.Columns, LabelTable.Read(file, mapping));
        if (!mapper.HasLabels) throw new LaunchException($"Mapping {mapping.Name} has no label: nothing says which events were fraud.");

        var (events, left) = (new List<LabelledTransaction>(), 0);
        foreach (var row in rows.Rows())
        {
            try
            {
                var transaction = mapper.Map(row, mapper.TimeOf(row), "");
                events.Add(new(transaction, mapper.LabelOf(row) is true) { KnownAt = transaction.Time + LabelledTransaction.UsualDelay });
            }
            catch (EventFileException wrong)
            {
                if (left++ is 0) progress.Report($"left out: {wrong.Message}");
            }
        }

        progress.Report($"{events.Count:N0} events, {events.Count(e => e.IsFraud):N0} of them fraud; {left:N0} lines left out");
        return events;
    }
}
