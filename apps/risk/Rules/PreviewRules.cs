using System.Diagnostics;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Risk.Decisions;
using Platform.Risk.Lists;
using Platform.Risk.RuleLanguage;
using Platform.Risk.Scoring;
using Platform.Scoring;

namespace Platform.Risk.Rules;

/// <summary>Tries rules on decisions that were made: what they would have found, changed and cost.</summary>
/// <remarks>Features and the model's score are those of then, from the log; what rules ask lists for is looked up as it is now.</remarks>
internal sealed class PreviewRules(
    DecisionStore log, ListsInForce lists, TransactionFeatures features, IOptions<RiskOptions> options, TimeProvider time)
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
            trial.Add(wanted);
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
    private readonly Finding[] findings = [.. draft.Rules.Select(_ => new Finding())];
    private readonly Dictionary<(Verdict From, Verdict To), Finding> changes = [];
    private DateTimeOffset? since;
    private int decisions;
    private int leftOut;

    public void Add(IReadOnlyList<DecisionRow> rows)
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
            findings[rule].Time += Stopwatch.GetElapsedTime(started);
        }

        for (var i = 0; i < inputs.Length; i++) Note(inputs[i].Row, pieces[i]);
    }

    public RulePreview ToPreview() => new()
    {
        Version = draft.Version,
        Decisions = decisions,
        Since = since,
        LeftOut = leftOut,
        Rules = [.. findings.Select((found, i) => new RuleHits(
            draft.Rules[i].Id, found.Count, found.Examples, Math.Round(found.Time.TotalNanoseconds / Math.Max(decisions, 1))))],
        Changes = [.. changes.OrderBy(change => change.Key)
            .Select(change => new VerdictChange(change.Key.From, change.Key.To, change.Value.Count, change.Value.Examples))],
    };

    private RuleInput InputOf(DecisionRow row) => new(row.Features)
    {
        Event = row.Transaction,
        Lists = new LiveFacts(lists, LiveFacts.SecondOf(row.DecidedAt)),
    };

    private void Note(DecisionRow row, double[] pieces)
    {
        for (var rule = 0; rule < findings.Length; rule++)
        {
            if (pieces[rule] > 0) findings[rule].Add(row.Transaction.Id);
        }

        pieces[^1] = double.IsNaN(row.ModelScore) ? 0 : scoring.ModelWeight * row.ModelScore;
        var verdict = Verdicts.After(Verdicts.Of(Evidence.Combine(pieces), pieces, draft, scoring), row.Lists?.Hits ?? []);
        if (verdict == row.Verdict) return;

        if (!changes.TryGetValue((row.Verdict, verdict), out var change)) changes[(row.Verdict, verdict)] = change = new();
        change.Add(row.Transaction.Id);
    }

    private sealed class Finding
    {
        public int Count { get; private set; }

        public List<string> Examples { get; } = [];

        public TimeSpan Time { get; set; }

        public void Add(string id)
        {
            Count++;
            if (Examples.Count < MostExamples) Examples.Add(id);
        }
    }
}
