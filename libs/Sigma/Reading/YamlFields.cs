namespace Platform.Sigma.Reading;

/// <summary>Takes texts and lists out of a map, or says where what is there cannot be taken so.</summary>
internal sealed class YamlFields(YamlMap map, string file)
{
    public YamlMap Map => map;

    /// <summary>The names and values of a text that is one document.</summary>
    /// <exception cref="SigmaException">It is not.</exception>
    public static YamlFields Of(string yaml, string file) => YamlText.Documents(yaml, file) is [YamlMap map]
        ? new(map, file)
        : throw new SigmaException(file, 1, 1, "The file must be one document with names and values.");

    public string? Text(string key) => map[key] switch
    {
        null or YamlScalar { IsNull: true } => null,
        YamlScalar scalar => scalar.Value,
        { } other => throw Error(other, $"'{key}' must be a text."),
    };

    public string Needed(string key) => Text(key) ?? throw Error(map, $"'{key}' is missing.");

    public IReadOnlyList<string> Texts(string key) => map[key] switch
    {
        null or YamlScalar { IsNull: true } => [],
        YamlScalar scalar => [scalar.Value],
        YamlList list => [.. list.Items.Select(item => item is YamlScalar scalar
            ? scalar.Value
            : throw Error(item, $"'{key}' must be a list of texts."))],
        { } other => throw Error(other, $"'{key}' must be a list of texts."),
    };

    public T? Choice<T>(string key)
        where T : struct, Enum
    {
        if (Text(key) is not { } text) return null;
        if (text.Length > 0 && char.IsAsciiLetter(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var choice)) return choice;

        var names = string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant();
        throw Error(map[key] ?? map, $"'{key}' is '{text}', which is none of {names}.");
    }

    public YamlFields? Inner(string key) => map[key] switch
    {
        null or YamlScalar { IsNull: true } => null,
        YamlMap inner => new(inner, file),
        { } other => throw Error(other, $"'{key}' must have names and values."),
    };

    public IEnumerable<YamlFields> Inners(string key) => map[key] switch
    {
        null or YamlScalar { IsNull: true } => [],
        YamlList list => list.Items.Select(item => item is YamlMap inner
            ? new YamlFields(inner, file)
            : throw Error(item, $"Each of '{key}' must have names and values.")),
        { } other => throw Error(other, $"'{key}' must be a list."),
    };

    public SigmaException Error(YamlNode at, string reason) => new(file, at.Line, at.Column, reason);
}
