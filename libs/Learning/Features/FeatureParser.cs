using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Platform.Learning.Features;

/// <summary>Names that features may use, and the conditions that they gave.</summary>
internal sealed record FeatureNames(IReadOnlyList<string> Numbers, IReadOnlyList<string> Texts)
{
    public OrderedDictionary<string, EntityDeclaration> Entities { get; } = [];

    public List<FeatureDeclaration> Features { get; } = [];

    public List<IReadOnlyList<FieldTest>> Conditions { get; } = [];
}

/// <summary>Reads the declaration of a feature set.</summary>
internal sealed class FeatureParser(FeatureYaml yaml)
{
    public const int MostFeatures = 128;
    private const int MostFields = 64;
    private const int MostEntities = 8;
    private static readonly string[] TopKeys = ["name", "numbers", "texts", "entities", "features"];

    public FeatureNames Parse()
    {
        yaml.AllowOnly(yaml.Root, TopKeys, "A feature set");
        var names = new FeatureNames(Fields("numbers"), Fields("texts"));
        if (names.Numbers.Intersect(names.Texts).FirstOrDefault() is { } both)
            throw yaml.Error(yaml.Root, $"'{both}' is both a number and a text.");

        ReadEntities(names);
        foreach (var node in yaml.Sequence(Needed("features"), "'features'"))
        {
            if (names.Features.Count == MostFeatures) throw yaml.Error(node, $"There are more than {MostFeatures} features.");
            names.Features.Add(new FeatureReader(yaml, names, yaml.Mapping(node, "A feature")).Read());
        }

        return names.Features.Count > 0 ? names : throw yaml.Error(yaml.Root, "There are no features.");
    }

    private YamlNode Needed(string key) => FeatureYaml.Find(yaml.Root, key) ?? throw yaml.Error(yaml.Root, $"A feature set needs '{key}'.");

    private List<string> Fields(string key)
    {
        var fields = new List<string>();
        if (FeatureYaml.Find(yaml.Root, key) is not { } list) return fields;

        foreach (var node in yaml.Sequence(list, $"'{key}'"))
        {
            var name = yaml.Scalar(node, "A field");
            if (fields.Contains(name)) throw yaml.Error(node, $"There is another field '{name}'.");
            if (fields.Count == MostFields) throw yaml.Error(node, $"There are more than {MostFields} fields.");
            fields.Add(name);
        }

        return fields;
    }

    private void ReadEntities(FeatureNames names)
    {
        if (FeatureYaml.Find(yaml.Root, "entities") is not { } node) return;

        foreach (var (key, value) in yaml.Mapping(node, "'entities'"))
        {
            if (names.Entities.Count == MostEntities) throw yaml.Error(key, $"There are more than {MostEntities} entities.");
            var entity = value is YamlMappingNode whose ? ReadView(names, whose) : new(Field(names, value));
            names.Entities.Add(yaml.Scalar(key, "An entity"), entity);
        }
    }

    // The states of another kind, found by a field of this event: what the sender of an event received.
    private EntityDeclaration ReadView(FeatureNames names, YamlMappingNode node)
    {
        yaml.AllowOnly(node, ["key", "of"], "An entity");
        var of = FeatureYaml.Find(node, "of") ?? throw yaml.Error(node, "An entity needs 'of', or is just the field with its id.");
        var name = yaml.Scalar(of, "'of'");
        var at = names.Entities.IndexOf(name);
        if (at < 0) throw yaml.Error(of, $"There is no earlier entity '{name}'. {Nearest.To(name, names.Entities.Keys)}");
        if (names.Entities.GetAt(at).Value.Of >= 0) throw yaml.Error(of, $"'{name}' has no states of its own.");

        return new(Field(names, FeatureYaml.Find(node, "key") ?? throw yaml.Error(node, "An entity needs 'key'.")), at);
    }

    private string Field(FeatureNames names, YamlNode node)
    {
        var field = yaml.Scalar(node, "The field with an entity's id");
        return names.Texts.Contains(field)
            ? field
            : throw yaml.Error(node, $"There is no text field '{field}'. {Nearest.To(field, names.Texts)}");
    }
}

/// <summary>Times and numbers as they are written in a feature set.</summary>
internal static class Quantity
{
    public const long Minute = 60;
    public const long Hour = 3_600;
    public const long Day = 86_400;

    /// <summary>Seconds of a text such as 30m, 1h or 7d; null when it is none, or not from a minute to 366 days.</summary>
    public static long? Seconds(string text)
    {
        if (text.Length < 2 || Whole(text[..^1]) is not { } count) return null;

        var unit = text[^1] switch { 'm' => Minute, 'h' => Hour, 'd' => Day, _ => 0 };
        return count * unit is >= Minute and <= 366 * Day ? count * unit : null;
    }

    /// <summary>Number of events in a text such as "10 events"; null when it is none.</summary>
    public static int? Events(string text) => text.EndsWith(" events", StringComparison.Ordinal) ? Whole(text[..^7]) : null;

    public static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static int? Whole(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) && whole <= 1_000_000 ? whole : null;
}
