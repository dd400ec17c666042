namespace Platform.Sigma.Reading;

/// <summary>A piece of YAML and where it stands.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Size">How many pieces it is made of, aliases counted as what they stand for.</param>
internal abstract record YamlNode(long Line, long Column, int Size);

/// <summary>A text.</summary>
internal sealed record YamlScalar(long Line, long Column, string Value, ScalarForm Form) : YamlNode(Line, Column, 1)
{
    public bool IsNull => Form is ScalarForm.Plain && (Value is "" or "~" or "null" or "Null" or "NULL");
}

/// <summary>How a text is written: only a plain one can be null, and only in a block do lines follow the place.</summary>
internal enum ScalarForm
{
    Plain,
    Quoted,
    Block,
}

/// <summary>Several.</summary>
internal sealed record YamlList(long Line, long Column, IReadOnlyList<YamlNode> Items, int Size) : YamlNode(Line, Column, Size);

/// <summary>Several, with names.</summary>
internal sealed record YamlMap(long Line, long Column, IReadOnlyList<YamlEntry> Entries, int Size) : YamlNode(Line, Column, Size)
{
    public YamlNode? this[string key] => Entries.FirstOrDefault(entry => entry.Key.Value == key)?.Value;
}

/// <summary>A name and what it names.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);
