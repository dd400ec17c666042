using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Learning.Features;
using Platform.Risk.Decisions;
using Platform.Risk.Lists;
using Platform.Risk.RuleLanguage;
using Platform.Risk.Scoring;
using Platform.Scoring;

namespace Platform.Risk.Replays;

/// <summary>Makes a decision again from what was kept, and compares it bit by bit.</summary>
internal sealed class ReplayDecision(DecisionStore log, EvidenceStore store)
{
    public async Task<Results<Ok<EvidenceBundle>, NotFound, ProblemHttpResult>> HandleAsync(
        TenantId tenant, string id, CancellationToken ct)
    {
        if (await log.FindAsync(tenant, id, ct) is not { } row) return TypedResults.NotFound();

        var kept = await store.OfAsync(tenant, row, ct);
        var isWhole = (row.ModelVersion is null || kept.Model is not null) && (row.EnsembleVersion is null || kept.Ensemble is not null);
        if (!isWhole || kept is not { Rules: { } rules, Features: { } features, Settings: { } settings })
            return Conflicts.Of("evidence-incomplete", "It was decided before rules, features, settings and models were kept.");

        try
        {
            return TypedResults.Ok(Bundle(row, new(features, rules, settings), kept));
        }
        catch (Exception e) when (e is RuleSyntaxException or FeatureSetException or FormatException or JsonException)
        {
            // Damaged since, or written in a language that this version no longer reads.
            return Conflicts.Of("evidence-unreadable", e.Message);
        }
    }

    private static EvidenceBundle Bundle(DecisionRow row, Texts texts, KeptEvidence kept)
    {
        var features = TransactionFeatures.Parse(texts.Features, row.FeatureSet);
        var assessor = new Assessor(
            features, RuleFile.Parse(features, ("rules", texts.Rules)), SeatsOf(row, kept, features), ScoringSettings.Read(texts.Settings));
        var judgement = assessor.Judge(new(row.Features) { Event = row.Transaction, Lists = new KeptFacts(row.Lists) });
        var differences = Differences(row, judgement).ToList();

        return new()
        {
            Decision = row.ToDecision(features),
            FeatureSet = row.FeatureSet,
            FeatureText = texts.Features,
            RuleText = texts.Rules,
            Settings = texts.Settings,
            Rules = [.. assessor.Rules.Rules.Select((rule, i) => new RuleEvidence(rule.Id, assessor.RulePieces[i]))],
            Model = kept.Model is { } bytes && assessor.Models.Forest is { } forest ? EvidenceOf(forest, bytes, assessor) : null,
            Ensemble = kept.Ensemble is { } file && assessor.Models.Ensemble is { } ensemble ? EvidenceOf(ensemble, file, assessor) : null,
            Lists = row.Lists,
            Replay = new(differences.Count == 0, differences),
        };
    }

    // Only those that took part then.
    private static ModelSeats SeatsOf(DecisionRow row, KeptEvidence kept, TransactionFeatures features) => new()
    {
        Forest = row.ModelVersion is { } version && kept.Model is { } bytes ? ModelOf(version, bytes) : null,
        Ensemble = row.EnsembleVersion is not null && kept.Ensemble is { } file
            ? FraudScorer.Of(FraudModel.FromBytes(file), features) ?? throw new FormatException("The ensemble is of other features.")
            : null,
    };

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
            model.Version, Convert.ToHexStringLower(SHA256.HashData(bytes)), assessor.ForestPiece,
            [.. contributions.OrderByDescending(one => Math.Abs(one.Contribution))]);
    }

    private static EnsembleEvidence EvidenceOf(FraudScorer ensemble, byte[] bytes, Assessor assessor)
    {
        var shares = ensemble.Explain().ToArray();
        var contributions = ensemble.Model.Columns.Select((name, i) => new FeatureContribution(name, shares[i]));

        return new(
            ensemble.Model.Version, Convert.ToHexStringLower(SHA256.HashData(bytes)), assessor.EnsemblePiece, ensemble.Expected,
            [.. contributions.OrderByDescending(one => Math.Abs(one.Contribution))]);
    }

    private static IEnumerable<string> Differences(DecisionRow then, Judgement now)
    {
        if (!Same(then.Score, now.Score)) yield return Text("score", then.Score, now.Score);
        if (then.Verdict != now.Verdict) yield return $"verdict: {then.Verdict} then, {now.Verdict} now";
        if (!Same(then.ModelScore, now.ModelScore)) yield return Text("model score", then.ModelScore, now.ModelScore);
        if (!Same(then.EnsembleScore, now.EnsembleScore)) yield return Text("ensemble score", then.EnsembleScore, now.EnsembleScore);
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
