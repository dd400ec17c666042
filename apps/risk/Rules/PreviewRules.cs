using System.Diagnostics;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Risk.Decisions;
using Platform.Risk.Lists;
using Platform.Risk.Outcomes;
using Platform.Risk.RuleLanguage;
using Platform.Risk.Scoring;
using Platform.Scoring;

namespace Platform.Risk.Rules;

/// <summary>Tries rules on decisions that were made: what they would have found, changed and cost.</summary>
/// <remarks>Features and the model's score are those of then, from the log; what rules ask lists for is looked up as it is now.</remarks>
internal sealed class PreviewRules(
    DecisionStore log, OutcomeStore outcomes, ListsInForce lists, TransactionFeatures features, IOptions<RiskOptions> options,
    TimeProvider time)
{
    /// <summary>Days looked back, at most.</summary>
    public const int MostDays = 90;

    /// <summary>Decisions looked at, at most.</summary>
    public const int MostDecisions = 100_000;

    private const int PageSize = 1_000;

    public async Task<RulePreview> HandleAsync(TenantId tenant, RuleSet draft, int days, CancellationToken ct)
    {
        var trial = new RuleTrial(draft, features.Version, options.Value.Scoring, await lists.OfAsync(tenant, ct));
        var since = time.GetUtcNow().AddDays(-days);
        for (var (before, looked) = (long.MaxValue, 0); looked < MostDecisions;)
        {
            var page = await log.BeforeAsync(tenant, before, PageSize, ct);
            var wanted = page.TakeWhile(row => row.DecidedAt >= since).ToList();
            trial.Add(wanted, await outcomes.OfAsync(tenant, [.. wanted.Select(row => row.Transaction.Id)], ct));
            if (page.Count < PageSize || wanted.Count < page.Count) break;

            (before, looked) = (page[^1].Sequence, looked + page.Count);
        }

        return trial.ToPreview();
    }
}

/// <summary>Counts what a rule set does with decisions, latest first.</summary>
internal sealed class RuleTrial(RuleSet draft, string featureSet, ScoringOptions scoring, TenantLists lists)
{
    private const int MostExamples = 10;
    private readonly Hits[] rules = [.. draft.Rules.Select(_ => new Hits())];
    private readonly Dictionary<(Verdict From, Verdict To), Hits> changes = [];
    private readonly Hits before = new();
    private readonly Hits after = new();
    private DateTimeOffset? since;
    private int known;
    private int frauds;
    private int decisions;
    private int leftOut;

    /// <summary>Tries the rules on more decisions.</summary>
    /// <param name="rows">The decisions.</param>
    /// <param name="outcomes">By id, what those turned out to be of which it is known.</param>
    public void Add(IReadOnlyList<DecisionRow> rows, IReadOnlyDictionary<string, Finding> outcomes)
    {
        var inputs = rows.Where(row => row.FeatureSet == featureSet)
            .Select(row => (Row: row, Input: InputOf(row))).ToArray();
        leftOut += rows.Count - inputs.Length;
        if (inputs.Length == 0) return;

        decisions += inputs.Length;
        since = inputs[^1].Row.DecidedAt;
        var pieces = new double[inputs.Length][];
        for (var i = 0; i < inputs.Length; i++) pieces[i] = new double[draft.Rules.Count + 1];

        // One rule over all decisions, so that the clock is looked at twice a rule and not twice an event.
        for (var rule = 0; rule < draft.Rules.Count; rule++)
        {
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < inputs.Length; i++) pieces[i][rule] = draft.Rules[rule].Evidence(inputs[i].Input);
            rules[rule].Time += Stopwatch.GetElapsedTime(started);
        }

        for (var i = 0; i < inputs.Length; i++) Note(inputs[i].Row, pieces[i], KnownOf(outcomes, inputs[i].Row));
    }

    public RulePreview ToPreview() => new()
    {
        Version = draft.Version,
        Decisions = decisions,
        Since = since,
        LeftOut = leftOut,
        Rules = [.. rules.Select((hits, i) => new RuleHits(
            draft.Rules[i].Id, hits.Count, hits.Examples, Math.Round(hits.Time.TotalNanoseconds / Math.Max(decisions, 1)))
        {
            Quality = QualityOf(hits),
        })],
        Before = QualityOf(before),
        After = QualityOf(after),
        Changes = [.. changes.OrderBy(change => change.Key)
            .Select(change => new VerdictChange(change.Key.From, change.Key.To, change.Value.Count, change.Value.Examples))],
    };

    private RuleInput InputOf(DecisionRow row) => new(row.Features)
    {
        Event = row.Transaction,
        Lists = new LiveFacts(lists, LiveFacts.SecondOf(row.DecidedAt)),
    };

    private HitQuality? QualityOf(Hits hits) => known > 0 ? new(hits.Known, hits.Frauds, frauds) : null;

    private Finding? KnownOf(IReadOnlyDictionary<string, Finding> outcomes, DecisionRow row)
    {
        if (!outcomes.TryGetValue(row.Transaction.Id, out var outcome)) return null;

        known++;
        frauds += outcome is Finding.Fraud ? 1 : 0;
        return outcome;
    }

    private void Note(DecisionRow row, double[] pieces, Finding? outcome)
    {
        for (var rule = 0; rule < rules.Length; rule++)
        {
            if (pieces[rule] > 0) rules[rule].Add(row.Transaction.Id, outcome);
        }

        pieces[^1] = double.IsNaN(row.ModelScore) ? 0 : scoring.ModelWeight * row.ModelScore;
        var verdict = Verdicts.After(Verdicts.Of(Evidence.Combine(pieces), pieces, draft, scoring), row.Lists?.Hits ?? []);
        if (row.Verdict is not Verdict.Allow) before.Add(row.Transaction.Id, outcome);
        if (verdict is not Verdict.Allow) after.Add(row.Transaction.Id, outcome);
        if (verdict == row.Verdict) return;

        if (!changes.TryGetValue((row.Verdict, verdict), out var change)) changes[(row.Verdict, verdict)] = change = new();
        change.Add(row.Transaction.Id, outcome);
    }

    private sealed class Hits
    {
        public int Count { get; private set; }

        public List<string> Examples { get; } = [];

        public TimeSpan Time { get; set; }

        /// <summary>Those of which it is known what they turned out to be, and the frauds among them.</summary>
        public int Known { get; private set; }

        public int Frauds { get; private set; }

        public void Add(string id, Finding? outcome)
        {
            Count++;
            Known += outcome is null ? 0 : 1;
            Frauds += outcome is Finding.Fraud ? 1 : 0;
            if (Examples.Count < MostExamples) Examples.Add(id);
        }
    }
}
