namespace Platform.Local.Resources;

/// <summary>A resource file has a mistake. The message reads <c>file:line: key: what is wrong and what is allowed</c>.</summary>
public sealed class ResourceException : Exception
{
    internal ResourceException(SourcePlace place, string? key, string problem, Exception? inner = null)
        : base(key is null ? $"{place}: {problem}" : $"{place}: {key}: {problem}", inner) =>
        (Place, Key) = (place, key);

    /// <summary>The file, as it was named to the host; <c>inline-N</c> for text given by a test.</summary>
    public string File => Place.File;

    /// <summary>The line, counted from 1.</summary>
    public int Line => Place.Line;

    /// <summary>The path of the key, e.g. <c>spec.metadata[0].value</c>; null when the text is not YAML.</summary>
    public string? Key { get; }

    internal SourcePlace Place { get; }
}
