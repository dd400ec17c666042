using Platform.EventFiles;

namespace Platform.Workflows.Imports;

/// <summary>Reads a file as rows of chunks. Pure but for the file: the same file and mapping give the same rows and ids.</summary>
internal static class RowReading
{
    /// <summary>The mapping that an import asked for.</summary>
    /// <param name="text">Name of a shipped mapping, or YAML; null for the shipped one that fits the file.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="EventFileException">There is no such mapping, it has a mistake, or none fits.</exception>
    public static Mapping MappingOf(string? text, string path) => text is null
        ? MappingChoice.For(path) ?? throw new EventFileException(
            $"No shipped mapping fits the columns of the file; give one of {Shipped()}, or YAML.")
        : Parse(text);

    /// <summary>The mapping of a name or of YAML.</summary>
    /// <exception cref="EventFileException">There is no such mapping, or it has a mistake.</exception>
    public static Mapping Parse(string text) => text.Contains(':', StringComparison.Ordinal)
        ? MappingFile.Parse(text, "mapping")
        : MappingFile.Shipped().FirstOrDefault(mapping => mapping.Name == text)
            ?? throw new EventFileException($"There is no mapping '{text}'; there are {Shipped()}, or give YAML.");

    /// <summary>The rows in the file's order; a row that cannot be read is one with errors.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mapping">Which column is what.</param>
    /// <param name="idPrefix">Put before every id.</param>
    /// <exception cref="EventFileException">The file is damaged, or a column is missing.</exception>
    public static IEnumerable<ChunkRow> Rows(string path, Mapping mapping, string idPrefix)
    {
        using var reader = SourceFile.Open(path, mapping);
        var mapper = new RowMapper(mapping, reader.Columns, null);
        foreach (var row in reader.Rows()) yield return RowOf(mapper, row, idPrefix);
    }

    /// <summary>What goes before the ids: rows without ids of their own get the import's, so that no two files share any.</summary>
    public static string PrefixOf(Mapping mapping, ImportInput input) =>
        input.IdPrefix ?? (mapping.Id is null ? $"{input.Id}-" : "");

    private static ChunkRow RowOf(RowMapper mapper, Row row, string idPrefix)
    {
        try
        {
            return new(row.Line, mapper.Map(row, mapper.TimeOf(row), idPrefix));
        }
        catch (EventFileException e)
        {
            return new(row.Line, null, [new(e.Field, e.Reason)]);
        }
    }

    private static string Shipped() => string.Join(", ", MappingFile.Shipped().Select(mapping => mapping.Name));
}
