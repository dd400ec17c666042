using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Scoring;

namespace Platform.Risk.Models;

/// <summary>The ensemble in force: the registry exchanges it, people look into it.</summary>
internal static class ModelsApi
{
    public static void AddModels(this IServiceCollection services)
    {
        services.AddSingleton<IValidator<ExplanationQuestion>, ExplanationQuestionValidator>().AddSingleton<ExplainPrediction>();
        services.AddSingleton<FraudModelStore>().AddSingleton<FraudModels>().AddSingleton<DeployModel>();
        services.AddSingleton<ModelHealth>().AddHostedService<WatchChanges<FraudModelStore, FraudModels>>();
        services.AddHealthChecks().AddCheck<ModelHealth>("models", tags: ["ready"]);
    }

    public static void MapModels(this WebApplication app)
    {
        var models = app.MapGroup("/ml").WithTags("Models");
        models.MapGet("/feature-importance", Importance).RequireScope(Scopes.ModelsRead)
            .WithSummary("What each feature is worth to the model in force");
        models.MapPost("/explain-prediction", Explain).Validate<ExplanationQuestion>().RequireScope(Scopes.ModelsRead)
            .WithSummary("Why the model in force says what it says");

        var registry = app.MapForTenant().MapGroup("/ml/models");
        registry.MapPut("/{version}", Keep);
        registry.MapPost("/activate", Activate);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Keep(
        TenantId tenant, string version, HttpContext context, DeployModel deploy, CancellationToken ct)
    {
        return await deploy.KeepAsync(tenant, version, await context.ReadBodyAsync(FraudModel.MostBytes, ct), ct);
    }

    private static Task<Results<NoContent, NotFound>> Activate(
        TenantId tenant, ModelActivation choice, DeployModel deploy, CancellationToken ct) => deploy.ActivateAsync(tenant, choice, ct);

    private static Task<Results<Ok<PredictionExplanation>, NotFound, ValidationProblem, ProblemHttpResult>> Explain(
        TenantId tenant, ExplanationQuestion question, ExplainPrediction explain, CancellationToken ct) =>
        explain.HandleAsync(tenant, question, ct);

    private static async Task<Results<Ok<FeatureImportances>, ProblemHttpResult>> Importance(
        TenantId tenant, FraudModels models, CancellationToken ct) => (await models.OfAsync(tenant, ct)).Model is { } model
        ? TypedResults.Ok(new FeatureImportances(model.Version, [.. model.Importance.OrderByDescending(one => one.Contribution)]))
        : Conflicts.Of("no-model", "No model is in force: add one, and activate it.");
}
