namespace Platform.Sigma.Reading;

/// <summary>The YAML files that ship inside this library.</summary>
internal static class EmbeddedFile
{
    /// <summary>The names of all.</summary>
    public static IEnumerable<string> Names => typeof(EmbeddedFile).Assembly.GetManifestResourceNames().Order(StringComparer.Ordinal);

    public static YamlFields Fields(string name) => YamlFields.Of(Text(name), name);

    public static string Text(string name)
    {
        var stream = typeof(EmbeddedFile).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The library has no file {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
