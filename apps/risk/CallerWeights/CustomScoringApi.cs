using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Risk.CallerWeights;

/// <summary>What reaches the scoring with weights of the caller's own.</summary>
internal static class CustomScoringApi
{
    public static void AddCustomScoring(this IServiceCollection services) =>
        services.AddSingleton<IValidator<CustomScoring>, CustomScoringValidator>();

    public static void MapCustomScoring(this WebApplication app) =>
        app.MapPost("/ml/custom-scoring", Score).Validate<CustomScoring>().RequireScope(Scopes.RiskScore).WithTags("Risk")
            .WithSummary("Scores features with weights that come with them; keeps nothing");

    private static Results<Ok<CustomScore>, Ok<CustomScores>> Score(CustomScoring call) => call switch
    {
        { Features: { } row } => TypedResults.Ok(ScoreCustom.Of(call, row)),
        { Rows: var rows } => TypedResults.Ok(new CustomScores([.. (rows ?? []).Select(row => ScoreCustom.Of(call, row))])),
    };
}
