using System.Collections.Frozen;
using System.Text.Json;

namespace Platform.Learning.Features;

/// <summary>What a feature can compute; in a file the names begin in lower case.</summary>
internal enum FeatureFunction
{
    Value, Log, OneHot, Night, Weekend, TextEntropy, Plus, Quotient, Clip,
    Count, Sum, Mean, Deviation, Min, Max, Rate, Spike, Fading,
    Distinct, NewValue, SinceLastSame, Entropy,
    Ratio, Zscore, Quantile, QuantileRank,
    SinceLast, FirstSeen, NightShare, WeekendShare, OddHour, OddDay, GeoVelocity,
    Alike, SinceAlike, TrailOrigin, TrailHops, CycleLength,
    Risk, Frauds, SinceFraud, LastLabel, FraudRun, FraudStreak,
}

/// <summary>What a function must or may be told.</summary>
[Flags]
internal enum Needs
{
    None = 0,
    Entity = 1,
    Number = 2,
    NumberIfAny = 4,
    Text = 8,
    Window = 16,
    WindowIfAny = 32,
    Events = 64,
    Delay = 128,
    Per = 256,
    Q = 512,
    Is = 1_024,
    Place = 2_048,
    Prior = 4_096,
    With = 8_192,
    Range = 16_384,
    Habit = 32_768,
    Trail = 65_536,
    Keep = 131_072,
}

/// <summary>The functions by name, and what each needs.</summary>
internal static class FunctionTable
{
    private const Needs Statistic = Needs.Entity | Needs.Number | Needs.Window | Needs.Events;
    private const Needs Comparison = Needs.Entity | Needs.Number | Needs.WindowIfAny | Needs.Events;
    private const Needs Trail = Needs.Entity | Needs.Number | Needs.Window | Needs.Trail;
    private const Needs Label = Needs.Entity | Needs.Delay;

    private static readonly FrozenDictionary<string, FeatureFunction> ByName =
        Enum.GetValues<FeatureFunction>().ToFrozenDictionary(NameOf);

    public static IEnumerable<string> Names => ByName.Keys.Order(StringComparer.Ordinal);

    public static bool TryFind(string name, out FeatureFunction function) => ByName.TryGetValue(name, out function);

    public static string NameOf(FeatureFunction function) => JsonNamingPolicy.CamelCase.ConvertName(function.ToString());

    public static Needs Of(FeatureFunction function) => function switch
    {
        FeatureFunction.Value or FeatureFunction.Log => Needs.Number,
        FeatureFunction.OneHot => Needs.Text | Needs.Is,
        FeatureFunction.TextEntropy => Needs.Text,
        FeatureFunction.Plus or FeatureFunction.Quotient => Needs.Number | Needs.With,
        FeatureFunction.Clip => Needs.Number | Needs.Range,
        FeatureFunction.Night or FeatureFunction.Weekend => Needs.None,
        FeatureFunction.Count => Needs.Entity | Needs.NumberIfAny | Needs.Window,
        FeatureFunction.Sum or FeatureFunction.Mean or FeatureFunction.Deviation => Statistic,
        FeatureFunction.Min or FeatureFunction.Max => Statistic,
        FeatureFunction.Rate => Needs.Entity | Needs.Window | Needs.Events | Needs.Per,
        FeatureFunction.Spike => Needs.Entity | Needs.NumberIfAny | Needs.Window | Needs.Per,
        FeatureFunction.Distinct => Needs.Entity | Needs.Text | Needs.Window | Needs.Events,
        FeatureFunction.NewValue or FeatureFunction.SinceLastSame => Needs.Entity | Needs.Text | Needs.Keep,
        FeatureFunction.Entropy => Needs.Entity | Needs.Text | Needs.WindowIfAny,
        FeatureFunction.Fading => Needs.Entity | Needs.Number | Needs.Window,
        FeatureFunction.Ratio or FeatureFunction.Zscore => Comparison | Needs.Habit,
        FeatureFunction.Quantile => Needs.Entity | Needs.Number | Needs.WindowIfAny | Needs.Events | Needs.Q,
        FeatureFunction.QuantileRank => Comparison,
        FeatureFunction.Alike or FeatureFunction.SinceAlike or FeatureFunction.CycleLength => Trail,
        FeatureFunction.TrailOrigin or FeatureFunction.TrailHops => Trail,
        FeatureFunction.GeoVelocity => Needs.Entity | Needs.Place,
        FeatureFunction.Risk => Label | Needs.Window | Needs.Events | Needs.Prior,
        FeatureFunction.Frauds => Label | Needs.Window,
        FeatureFunction.SinceFraud or FeatureFunction.LastLabel => Label,
        FeatureFunction.FraudRun or FeatureFunction.FraudStreak => Label,
        _ => Needs.Entity,
    };
}
