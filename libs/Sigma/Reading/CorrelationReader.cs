using System.Globalization;

namespace Platform.Sigma.Reading;

/// <summary>Reads the correlation of a document.</summary>
internal sealed class CorrelationReader(YamlFields fields)
{
    /// <summary>The most that a condition counts: so many events of a group are remembered.</summary>
    public const int MostCounted = 500;

    private const int MostRules = 16;
    private static readonly TimeSpan longest = TimeSpan.FromDays(30);

    /// <exception cref="SigmaException">A part is missing or wrong.</exception>
    public SigmaCorrelation Read()
    {
        var rules = fields.Texts("rules");
        if (rules.Count == 0) throw Error("rules", "'rules' is missing.");
        if (rules.Count > MostRules) throw Error("rules", $"A correlation looks at {MostRules} rules at most.");

        var type = TypeOf();
        var condition = fields.Inner("condition");
        var isCount = type is CorrelationType.EventCount or CorrelationType.ValueCount;
        if (isCount && condition is null) throw Error("condition", "'condition' is missing.");
        if (!isCount && condition is not null) throw Error("condition", "Only a count has a 'condition'.");
        var field = type is CorrelationType.ValueCount ? condition?.Needed("field") : null;
        return new(condition is null ? default : RangeOf(condition))
        {
            Type = type, Rules = rules, GroupBy = fields.Texts("group-by"), Timespan = Timespan(), Field = field,
            Generate = fields.Text("generate") is "true" or "True" or "yes", Aliases = Aliases(),
        };
    }

    private CorrelationType TypeOf() => fields.Needed("type") switch
    {
        "event_count" => CorrelationType.EventCount,
        "value_count" => CorrelationType.ValueCount,
        "temporal" => CorrelationType.Temporal,
        "temporal_ordered" or "ordered_temporal" => CorrelationType.TemporalOrdered,
        var other => throw Error("type", $"'type' is '{other}', which is none of event_count, value_count, temporal, temporal_ordered."),
    };

    private TimeSpan Timespan()
    {
        var text = fields.Needed("timespan");
        var digits = text.AsSpan(0, Math.Max(0, text.Length - 1));
        _ = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        var seconds = number * (text is [.., var unit] ? SecondsOf(unit) : 0);
        return seconds >= 1 && seconds <= longest.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw Error("timespan", "A 'timespan' is a whole number and one of s, m, h, d, w, up to 30 days.");
    }

    private static double SecondsOf(char unit) => unit switch
    {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        'w' => 604_800,
        _ => 0,
    };

    private static CountRange RangeOf(YamlFields condition)
    {
        var (least, most, isThere) = (0, int.MaxValue, false);
        foreach (var key in condition.Map.Entries.Select(entry => entry.Key).Where(key => key.Value is not "field"))
        {
            var number = NumberOf(condition, key.Value);
            (least, most, isThere) = key.Value switch
            {
                "gte" => (Math.Max(least, number), most, true),
                "gt" => (Math.Max(least, number + 1), most, true),
                "lte" => (least, Math.Min(most, number), true),
                "lt" => (least, Math.Min(most, number - 1), true),
                "eq" => (Math.Max(least, number), Math.Min(most, number), true),
                _ => throw condition.Error(key, $"'{key.Value}' is none of gt, gte, lt, lte, eq, field."),
            };
        }

        return isThere && least <= MostCounted && least <= most && most > 0
            ? new(least, most)
            : throw condition.Error(condition.Map, $"The 'condition' holds for no count from 1 to {MostCounted}.");
    }

    private static int NumberOf(YamlFields condition, string key) =>
        int.TryParse(condition.Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < int.MaxValue
            ? number
            : throw condition.Error(condition.Map[key] ?? condition.Map, $"'{key}' must be a whole number.");

    private Dictionary<string, IReadOnlyDictionary<string, string>> Aliases()
    {
        var aliases = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        if (fields.Inner("aliases") is not { } all) return aliases;

        foreach (var alias in all.Map.Entries.Select(entry => entry.Key.Value))
        {
            if (all.Inner(alias) is { } byRule)
            {
                var names = byRule.Map.Entries.Select(entry => entry.Key.Value);
                aliases[alias] = names.ToDictionary(rule => rule, byRule.Needed, StringComparer.Ordinal);
            }
        }

        return aliases;
    }

    private SigmaException Error(string key, string reason) => fields.Error(fields.Map[key] ?? fields.Map, reason);
}
