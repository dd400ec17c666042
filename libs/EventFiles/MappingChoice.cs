namespace Platform.EventFiles;

/// <summary>Finds the shipped mapping that fits a file.</summary>
public static class MappingChoice
{
    /// <summary>Looks at the columns of the file, or of each member when it is an archive.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The first shipped mapping, by name, whose columns are all there; null when none fits.</returns>
    /// <exception cref="EventFileException">There is no such file, or it is damaged.</exception>
    public static Mapping? For(string path)
    {
        var members = SourceFile.Members(path);
        var files = members.Count > 0 ? members : [""];
        foreach (var member in files)
        {
            using var reader = SourceFile.Open(path, new Mapping { Member = member });
            var fitting = MappingFile.Shipped().FirstOrDefault(mapping =>
                (member.Length == 0 || SourceFile.Fits(mapping.Member, member)) && mapping.RequiredColumns.All(reader.Columns.Contains));
            if (fitting is not null) return fitting;
        }

        return null;
    }
}
