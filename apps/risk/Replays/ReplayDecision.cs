using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Learning.Features;
using Platform.Risk.Decisions;
using Platform.Risk.Features;
using Platform.Risk.Lists;
using Platform.Risk.RuleLanguage;
using Platform.Risk.Scoring;

namespace Platform.Risk.Replays;

/// <summary>Makes a decision again from what was kept, and compares it bit by bit.</summary>
internal sealed class ReplayDecision(DecisionStore log, EvidenceStore store)
{
    public async Task<Results<Ok<EvidenceBundle>, NotFound, ProblemHttpResult>> HandleAsync(
        TenantId tenant, string id, CancellationToken ct)
    {
        if (await log.FindAsync(tenant, id, ct) is not { } row) return TypedResults.NotFound();

        var kept = await store.OfAsync(tenant, row, ct);
        var isWhole = row.ModelVersion is null || kept.Model is not null;
        if (!isWhole || kept is not { Rules: { } rules, Features: { } features, Settings: { } settings })
            return Conflicts.Of("evidence-incomplete", "It was decided before rules, features, settings and models were kept.");

        try
        {
            return TypedResults.Ok(Bundle(row, new(features, rules, settings), kept.Model));
        }
        catch (Exception e) when (e is RuleSyntaxException or FeatureSetException or FormatException or JsonException)
        {
            // Damaged since, or written in a language that this version no longer reads.
            return Conflicts.Of("evidence-unreadable", e.Message);
        }
    }

    private static EvidenceBundle Bundle(DecisionRow row, Texts texts, byte[]? bytes)
    {
        var features = TransactionFeatures.Parse(texts.Features, row.FeatureSet);
        var rules = RuleFile.Parse(features, ("rules", texts.Rules));
        var model = row.ModelVersion is { } version && bytes is not null ? ModelOf(version, bytes) : null;
        var assessor = new Assessor(features, rules, model, ScoringSettings.Read(texts.Settings));
        var judgement = assessor.Judge(new(row.Features) { Event = row.Transaction, Lists = new KeptFacts(row.Lists) });
        var differences = Differences(row, judgement).ToList();

        return new()
        {
            Decision = row.ToDecision(features),
            FeatureSet = row.FeatureSet,
            FeatureText = texts.Features,
            RuleText = texts.Rules,
            Settings = texts.Settings,
            Rules = [.. rules.Rules.Select((rule, i) => new RuleEvidence(rule.Id, assessor.Pieces[i]))],
            Model = model is null || bytes is null ? null : EvidenceOf(model, bytes, assessor),
            Lists = row.Lists,
            Replay = new(differences.Count == 0, differences),
        };
    }

    // A version is the feature set and the position of the log up to which the model was trained.
    private static AnomalyModel ModelOf(string version, byte[] bytes) => version.Split('.') is [var set, var events]
        ? AnomalyModel.FromBytes(long.Parse(events, CultureInfo.InvariantCulture), bytes, set)
        : throw new FormatException($"'{version}' is no version of a model.");

    private static ModelEvidence EvidenceOf(AnomalyModel model, byte[] bytes, Assessor assessor)
    {
        var shares = new double[ModelInput.Columns];
        model.Forest.Attribute(assessor.Row, shares);
        var contributions = ModelInput.Order.Select((name, i) => new FeatureContribution(name, shares[i]));

        return new(
            model.Version, Convert.ToHexStringLower(SHA256.HashData(bytes)), assessor.Pieces[^1],
            [.. contributions.OrderByDescending(one => Math.Abs(one.Contribution))]);
    }

    private static IEnumerable<string> Differences(DecisionRow then, Judgement now)
    {
        if (!Same(then.Score, now.Score)) yield return Text("score", then.Score, now.Score);
        if (then.Verdict != now.Verdict) yield return $"verdict: {then.Verdict} then, {now.Verdict} now";
        if (!Same(then.ModelScore, now.ModelScore)) yield return Text("model score", then.ModelScore, now.ModelScore);
        if (then.Reasons.Count != now.Reasons.Count || !then.Reasons.Zip(now.Reasons).All(pair => Same(pair.First, pair.Second)))
            yield return "reasons";
    }

    private static bool Same(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);

    private static bool Same(Reason a, Reason b) =>
        a.Code == b.Code && a.Text == b.Text && Same(a.Contribution, b.Contribution) && a.Suppression == b.Suppression;

    private static string Text(string what, double then, double now) =>
        string.Create(CultureInfo.InvariantCulture, $"{what}: {then:R} then, {now:R} now");

    private sealed record Texts(string Features, string Rules, string Settings);
}
