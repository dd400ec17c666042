using Platform.Learning.Features.Parts;
using YamlDotNet.RepresentationModel;

namespace Platform.Learning.Features;

/// <summary>Reads one feature of a declaration.</summary>
internal sealed class FeatureReader(FeatureYaml yaml, FeatureNames names, YamlMappingNode node)
{
    public const int MostEvents = 64;
    private const int MostConditions = 64;
    private const double UsualPrior = 0.01;

    public FeatureDeclaration Read()
    {
        var name = ReadName();
        var function = ReadFunction();
        var needs = FunctionTable.Of(function);
        yaml.AllowOnly(node, [.. KeysOf(needs)], $"The function '{FunctionTable.NameOf(function)}'");

        var range = needs.HasFlag(Needs.Range) ? ReadRange() : default;
        return Windowed(needs, new(name, function)
        {
            Entity = EntityOf(needs),
            Number = IsAbout(needs) ? NumberAt("of") : FeatureDeclaration.None,
            TextField = needs.HasFlag(Needs.Text) ? Position("of", names.Texts, "text field") : FeatureDeclaration.None,
            Condition = FeatureYaml.Find(node, "where") is { } where ? ConditionOf(where) : FeatureDeclaration.None,
            Parameter = ParameterOf(needs),
            Is = needs.HasFlag(Needs.Is) ? TextHash.OfField(Needed("is")) : 0,
            With = needs.HasFlag(Needs.With) ? NumberAt("with") : FeatureDeclaration.None,
            By = BaselineKey("by", () => Position("by", names.Texts, "text field"), FeatureDeclaration.None),
            Memory = BaselineKey("memory", MemoryOf, RobustProfile.Memory),
            Keep = FeatureYaml.Find(node, "keep") is null ? ValuesPlan.Exact : KeepOf(),
            Least = range.Least,
            Most = range.Most,
            IsInternal = ReadInternal(),
            Latitude = needs.HasFlag(Needs.Place) ? NumberAt("latitude") : FeatureDeclaration.None,
            Longitude = needs.HasFlag(Needs.Place) ? NumberAt("longitude") : FeatureDeclaration.None,
            Text = FeatureYaml.Find(node, "text") is { } text ? yaml.Scalar(text, "'text'") : null,
            Unit = FeatureYaml.Find(node, "unit") is { } unit ? yaml.Scalar(unit, "'unit'") : null,
        });
    }

    private static IEnumerable<string> KeysOf(Needs needs)
    {
        string[] always = ["name", "function", "text", "unit", "internal"];
        (Needs Need, string[] Keys)[] keys =
        [
            (Needs.Entity, ["entity", "where"]), (Needs.Number | Needs.NumberIfAny | Needs.Text, ["of"]),
            (Needs.Window | Needs.WindowIfAny, ["window"]), (Needs.Delay, ["delay"]), (Needs.Per, ["per"]), (Needs.Q, ["q"]),
            (Needs.Is, ["is"]), (Needs.Place, ["latitude", "longitude"]), (Needs.Prior, ["prior"]),
            (Needs.Keep, ["keep"]), (Needs.With, ["with"]), (Needs.Range, ["least", "most"]), (Needs.Habit, ["by", "memory"]),
        ];
        return always.Concat(keys.Where(each => (needs & each.Need) != 0).SelectMany(each => each.Keys));
    }

    private string ReadName()
    {
        var name = Needed("name");
        if (name.Length > 60 || !char.IsAsciiLetter(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_'))
            throw Error("name", "A name is 1-60 letters, digits and _, and begins with a letter.");
        if (names.Features.Exists(other => other.Name == name)) throw Error("name", $"There is another feature '{name}'.");

        return name;
    }

    private FeatureFunction ReadFunction()
    {
        var name = Needed("function");
        return FunctionTable.TryFind(name, out var function)
            ? function
            : throw Error("function", $"There is no function '{name}'. {Nearest.To(name, FunctionTable.Names)}");
    }

    private int EntityOf(Needs needs)
    {
        if (!needs.HasFlag(Needs.Entity)) return FeatureDeclaration.None;

        var entity = Position("entity", [.. names.Entities.Keys], "entity");
        return !needs.HasFlag(Needs.Trail) || names.Entities.GetAt(entity).Value.Of >= 0
            ? entity
            : throw Error("entity", "A trail leads from what an entity received, so this needs an entity with 'of'.");
    }

    // What is compared with a window is not compared with a life, so neither key means anything beside a window.
    private int BaselineKey(string key, Func<int> read, int otherwise)
    {
        if (FeatureYaml.Find(node, key) is null) return otherwise;
        return FeatureYaml.Find(node, "window") is null ? read() : throw Error(key, $"'{key}' goes with no window.");
    }

    private int MemoryOf() => Quantity.Events(Needed("memory")) is >= 10 and <= RobustProfile.MostMemory and var events
        ? events
        : throw Error("memory", $"A memory is from \"10 events\" to \"{RobustProfile.MostMemory} events\".");

    private int KeepOf() => Quantity.Number(Needed("keep")) is >= 1 and <= ValuesPlan.Exact and var values && values == (int)values
        ? (int)values
        : throw Error("keep", $"1 to {ValuesPlan.Exact} values are kept.");

    private bool ReadInternal() => FeatureYaml.Find(node, "internal") is not null && Needed("internal") switch
    {
        "true" => true,
        "false" => false,
        _ => throw Error("internal", "'internal' is true or false."),
    };

    private (double Least, double Most) ReadRange()
    {
        var range = (Least: Bound("least"), Most: Bound("most"));
        return range.Least <= range.Most ? range : throw Error("most", "'most' is at least 'least'.");
    }

    private double Bound(string key) => Quantity.Number(Needed(key)) ?? throw Error(key, $"'{key}' is a number.");

    private bool IsAbout(Needs needs) =>
        needs.HasFlag(Needs.Number) || (needs.HasFlag(Needs.NumberIfAny) && FeatureYaml.Find(node, "of") is not null);

    // A feature may be about a field of the event that has its name, but not about itself or a later one. Fields go first.
    private int NumberAt(string key) =>
        Position(key, [.. names.Numbers, .. names.Features.Select(feature => feature.Name)], "number field or earlier feature");

    private int Position(string key, IReadOnlyList<string> known, string what) =>
        PositionOf(FeatureYaml.Find(node, key) ?? node, Needed(key), known, what);

    private int PositionOf(YamlNode place, string name, IReadOnlyList<string> known, string what)
    {
        for (var i = 0; i < known.Count; i++)
        {
            if (known[i] == name) return i;
        }

        throw yaml.Error(place, $"There is no {what} '{name}'. {Nearest.To(name, known)}");
    }

    private FeatureDeclaration Windowed(Needs needs, FeatureDeclaration feature)
    {
        feature = feature with { Delay = Seconds("delay", 0), Per = needs.HasFlag(Needs.Per) ? Seconds("per", Quantity.Day) : 0 };
        if (FeatureYaml.Find(node, "window") is not { } window)
        {
            return !needs.HasFlag(Needs.Window) ? feature : throw yaml.Error(node, $"'{feature.Name}' needs a window, such as 7d.");
        }

        var text = yaml.Scalar(window, "'window'");
        if (Quantity.Events(text) is { } events)
        {
            if (!needs.HasFlag(Needs.Events)) throw yaml.Error(window, $"'{feature.Name}' needs a window of time, such as 7d.");
            if (events is < 2 or > MostEvents) throw yaml.Error(window, $"A window has 2 to {MostEvents} events.");
            return feature with { Events = events };
        }

        feature = feature with { Window = Seconds("window", 0) };
        return feature.Per < feature.Window || feature.Function is not FeatureFunction.Spike
            ? feature
            : throw yaml.Error(window, "The window is longer than what it is compared 'per', which is 1d if not given.");
    }

    private long Seconds(string key, long otherwise) => FeatureYaml.Find(node, key) is { } value
        ? Quantity.Seconds(yaml.Scalar(value, $"'{key}'")) ?? throw yaml.Error(value, $"'{key}' is a time from 1m to 366d, in m, h or d.")
        : otherwise;

    private double ParameterOf(Needs needs)
    {
        if (needs.HasFlag(Needs.Q)) return Share("q");
        return needs.HasFlag(Needs.Prior) && FeatureYaml.Find(node, "prior") is not null ? Share("prior") : UsualPrior;
    }

    private double Share(string key) =>
        Quantity.Number(Needed(key)) is >= 0 and <= 1 and var share ? share : throw Error(key, $"'{key}' is a number from 0 to 1.");

    private int ConditionOf(YamlNode where)
    {
        var tests = new List<FieldTest>();
        foreach (var (key, value) in yaml.Mapping(where, "'where'"))
        {
            var field = PositionOf(key, yaml.Scalar(key, "A field"), names.Texts, "text field");
            tests.Add(new(field, TextHash.OfField(yaml.Scalar(value, "A value"))));
        }

        tests.Sort((a, b) => a.Field.CompareTo(b.Field));
        var same = names.Conditions.FindIndex(other => other.SequenceEqual(tests));
        if (same >= 0) return same;
        if (names.Conditions.Count == MostConditions) throw yaml.Error(where, $"There are more than {MostConditions} conditions.");

        names.Conditions.Add(tests);
        return names.Conditions.Count - 1;
    }

    private string Needed(string key) => FeatureYaml.Find(node, key) is { } value
        ? yaml.Scalar(value, $"'{key}'")
        : throw yaml.Error(node, $"This feature needs '{key}'.");

    private FeatureSetException Error(string key, string problem) => yaml.Error(FeatureYaml.Find(node, key) ?? node, problem);
}
