using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Learning.Boosting;
using Platform.Learning.Ensembles;
using Platform.Risk.Decisions;
using Platform.Scoring;

namespace Platform.Risk.Models;

/// <summary>Has the ensemble in force explain what it says of a decision, or of features that the caller made up.</summary>
internal sealed class ExplainPrediction(FraudModels models, DecisionStore log, TransactionFeatures features)
{
    private const int UsualMost = 10;

    public async Task<Results<Ok<PredictionExplanation>, NotFound, ValidationProblem, ProblemHttpResult>> HandleAsync(
        TenantId tenant, ExplanationQuestion question, CancellationToken ct)
    {
        if ((await models.OfAsync(tenant, ct)).Model is not { } model)
            return Conflicts.Of("no-model", "No model is in force: add one, and activate it.");

        if (question.DecisionId is { } id)
        {
            if (await log.FindAsync(tenant, id, ct) is not { } decision) return TypedResults.NotFound();
            return decision.FeatureSet == features.Version && model.PositionsIn(features) is { } positions
                ? TypedResults.Ok(Explain(model, Array.ConvertAll(positions, at => decision.Features[at]), question))
                : Conflicts.Of("other-features", $"It was decided by features {decision.FeatureSet}; the model reads {model.FeatureSet}.");
        }

        var given = question.Features ?? new Dictionary<string, double?>();
        if (given.Keys.FirstOrDefault(name => !model.Columns.Contains(name)) is { } unknown)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]>
            {
                [$"features.{unknown}"] = [$"The model reads: {string.Join(", ", model.Columns)}."],
            });
        }

        float[] row = [.. model.Columns.Select(name => (float)(given.GetValueOrDefault(name) ?? double.NaN))];
        return TypedResults.Ok(Explain(model, row, question));
    }

    private static PredictionExplanation Explain(FraudModel model, float[] row, ExplanationQuestion question)
    {
        var margin = model.Ensemble.Margin(row);
        var said = new PredictionExplanation(model.Version, model.Ensemble.Calibration.Apply(margin), margin);
        var most = question.Most ?? UsualMost;
        return question.Method switch
        {
            ExplanationMethod.Feature => ByFeature(said, model, row, most),
            ExplanationMethod.DecisionTree => said with { Trees = [.. TreesOf(model, row).Take(most)] },
            _ => said with { Examples = [.. ExamplesOf(model, row).Take(most)] },
        };
    }

    private static PredictionExplanation ByFeature(PredictionExplanation said, FraudModel model, float[] row, int most)
    {
        var explainer = new EnsembleExplainer(model.Ensemble);
        var shares = new double[row.Length];
        explainer.Explain(row, shares);
        var contributions = model.Columns
            .Select((name, i) => new FeaturePart(name, shares[i]) { Value = float.IsNaN(row[i]) ? null : row[i] });
        return said with
        {
            Expected = explainer.Expected,
            Contributions = [.. contributions.OrderByDescending(one => Math.Abs(one.Contribution)).Take(most)],
        };
    }

    private static IEnumerable<TreeAnswer> TreesOf(FraudModel model, float[] row)
    {
        BoostedTrees[] members = [model.Ensemble.Members.DepthWise, model.Ensemble.Members.LossGuided];
        return members.SelectMany((member, i) => Enumerable.Range(0, member.TreeCount).Select(tree =>
        {
            var path = member.PathOf(tree, row);
            return new TreeAnswer(StackedEnsemble.MemberNames[i], tree, path.Leaf, [.. path.Steps.Select(step => Words(model, step))]);
        })).OrderByDescending(answer => Math.Abs(answer.Leaf));
    }

    private static IEnumerable<ExamplePull> ExamplesOf(FraudModel model, float[] row)
    {
        var likeness = model.Likeness.To(row);
        var pulls = model.Likeness.Pulls(likeness);
        return pulls.Select((pull, i) => new ExamplePull(model.Examples.Ids[i], model.Examples.Labels[i], likeness[i], pull))
            .OrderByDescending(one => Math.Abs(one.Pull));
    }

    private static string Words(FraudModel model, TreeStep step) => string.Create(CultureInfo.InvariantCulture,
        $"{model.Columns[step.Feature]} {(step.IsMissing ? "unknown, taken as " : "")}{(step.IsBelow ? "<" : ">=")} {step.Threshold:R}");
}
