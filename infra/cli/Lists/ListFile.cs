namespace Platform.Cli.Lists;

/// <summary>A file of values, one a line; empty lines and those that begin with # are passed over.</summary>
internal static class ListFile
{
    /// <summary>The values in portions of one call each, no value twice in one of them; the file is read as it is asked for.</summary>
    public static IEnumerable<string[]> Portions(IEnumerable<string> lines) => lines
        .Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')
        .Chunk(ListCalls.MostValues).Select(portion => portion.Distinct(StringComparer.Ordinal).ToArray());
}
