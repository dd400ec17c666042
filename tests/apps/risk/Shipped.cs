using Platform.Risk.RuleLanguage;
using Platform.Risk.Scoring;
using Platform.Scoring;

namespace Platform.Risk.Tests;

/// <summary>The features and rules that come with the service.</summary>
internal static class Shipped
{
    public static readonly TransactionFeatures Features =
        TransactionFeatures.ReadFolder(Path.Combine(AppContext.BaseDirectory, "features"));

    public static readonly RuleSet Rules = RuleFile.ReadFolder(Path.Combine(AppContext.BaseDirectory, "rules"), Features);

    public static ScoringEngine Engine(RuleSet? rules = null) => new(Features, new(), new(), rules ?? Rules);

    public static int Position(string name) =>
        Features.Set.TryFind(name, out var position) ? position : throw new ArgumentException($"There is no feature {name}.");

    public static float Of(this ScoringEngine engine, string name) => engine.Features[Position(name)];
}
