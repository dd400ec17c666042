using Platform.Sigma.Matching;

namespace Platform.Sigma.Reading;

/// <summary>The field and the modifiers of one line of a search, checked to fit together.</summary>
internal sealed class Modifiers
{
    private static readonly string[] Alone = ["exists"];
    private static readonly string[] Known =
    [
        "all", "cased", "neq", "expand", "contains", "startswith", "endswith", "windash", "wide", "utf16", "utf16le", "utf16be", "base64",
        "base64offset", "re", "i", "m", "s", "cidr", "lt", "lte", "gt", "gte", "fieldref", "exists",
        "minute", "hour", "day", "week", "month", "year",
    ];

    private readonly string[] names;

    private Modifiers(string field, string[] names)
    {
        Field = field;
        this.names = names;
    }

    /// <summary>Empty for keywords.</summary>
    public string Field { get; }

    public bool IsAll => Has("all");

    public bool IsCased => Has("cased");

    public bool IsNotEqual => Has("neq");

    public bool IsExists => Has("exists");

    public bool Expands => Has("expand");

    public bool IsRegex => Has("re");

    public bool IsNetwork => Has("cidr");

    public bool IsFieldReference => Has("fieldref");

    public Comparison? Comparison => names.Select(Matching.Comparison.Named).FirstOrDefault(each => each is not null);

    public TimePart? TimePart => names.Select(Matching.TimePart.Named).FirstOrDefault(each => each is not null);

    // A keyword is looked for within the texts, a value of a field is the whole of it.
    public Place Place => Has("contains") ? Place.Anywhere
        : Has("startswith") ? Place.Start
        : Has("endswith") ? Place.End
        : Field.Length == 0 ? Place.Anywhere
        : Place.Whole;

    public bool AllowsNull => Array.TrueForAll(names, name => name is "all" or "neq" or "cased");

    /// <summary>Windash and the encodings, in the order in which they are to be applied.</summary>
    public IEnumerable<string> Changes =>
        names.Where(name => name is "windash" or "wide" or "utf16" or "utf16le" or "utf16be" or "base64" or "base64offset");

    public bool Has(string name) => Array.IndexOf(names, name) >= 0;

    /// <summary>Reads a name such as CommandLine|contains|all.</summary>
    /// <exception cref="SigmaException">A modifier is unknown, or two do not go together.</exception>
    public static Modifiers Parse(YamlScalar key, string file)
    {
        var parts = key.Value.Split('|');
        var modifiers = new Modifiers(parts[0], parts[1..]);
        return modifiers.Mistake() is { } mistake ? throw new SigmaException(file, key.Line, key.Column, mistake) : modifiers;
    }

    private string? Mistake()
    {
        if (names.FirstOrDefault(name => !Known.Contains(name)) is { } unknown) return $"There is no modifier '{unknown}'.";
        if (names.Distinct().Count() < names.Length) return "A modifier is given twice.";
        if (names.Any(Alone.Contains) && names.Length > 1) return "'exists' goes with no other modifier.";
        if (Field.Length == 0 && (IsExists || IsFieldReference)) return "This modifier needs a field.";
        if (names.Count(name => name is "contains" or "startswith" or "endswith") > 1) return "A value is at one place only.";
        if (!IsRegex && (Has("i") || Has("m") || Has("s"))) return "'i', 'm' and 's' belong to 're'.";
        return Kinds().ToList() is { Count: > 1 } kinds ? $"'{kinds[0]}' and '{kinds[1]}' do not go together." : null;
    }

    // What a value is taken for; only one is possible. A part of a time is a number, and may be compared as one.
    private IEnumerable<string> Kinds()
    {
        if (IsRegex) yield return "re";
        if (IsNetwork) yield return "cidr";
        if (IsFieldReference) yield return "fieldref";
        foreach (var part in names.Where(name => Matching.TimePart.Named(name) is not null)) yield return part;
        if (TimePart is null || names.Count(name => Matching.Comparison.Named(name) is not null) > 1)
        {
            foreach (var comparison in names.Where(name => Matching.Comparison.Named(name) is not null)) yield return comparison;
        }

        if (Changes.Any() || (Place is not Place.Whole && Field.Length > 0 && !IsFieldReference)) yield return "text";
    }
}
