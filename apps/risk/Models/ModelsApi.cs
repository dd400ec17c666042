using System.Security.Claims;
using FluentValidation;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Scoring;

namespace Platform.Risk.Models;

/// <summary>A tenant's ensembles: add, put in force, look into.</summary>
internal static class ModelsApi
{
    public static void AddModels(this IServiceCollection services)
    {
        services.AddSingleton<IValidator<ModelChoice>, ModelChoiceValidator>();
        services.AddSingleton<IValidator<ExplanationQuestion>, ExplanationQuestionValidator>().AddSingleton<ExplainPrediction>();
        services.AddSingleton<FraudModelStore>().AddSingleton<FraudModels>().AddSingleton<ChangeFraudModels>();
        services.AddSingleton<ModelHealth>().AddHostedService<WatchChanges<FraudModelStore, FraudModels>>();
        services.AddHealthChecks().AddCheck<ModelHealth>("models", tags: ["ready"]);
    }

    public static void MapModels(this WebApplication app)
    {
        var models = app.MapGroup("/ml").WithTags("Models");
        models.MapGet("/models", List).RequireScope(Scopes.ModelsRead).WithSummary("The models, and which was in force when");
        models.MapPost("/models", Add).RequireScope(Scopes.ModelsWrite).Accepts<ModelFile>("application/json")
            .WithSummary("Add a model; it decides nothing yet");
        models.MapPost("/models/activate", Activate).Validate<ModelChoice>().RequireScope(Scopes.ModelsWrite)
            .WithSummary("Put a model in force, or none");
        models.MapGet("/feature-importance", Importance).RequireScope(Scopes.ModelsRead)
            .WithSummary("What each feature is worth to the model in force");
        models.MapPost("/explain-prediction", Explain).Validate<ExplanationQuestion>().RequireScope(Scopes.ModelsRead)
            .WithSummary("Why the model in force says what it says");
    }

    private static async Task<Ok<ModelList>> List(
        TenantId tenant, FraudModelStore store, TransactionFeatures features, CancellationToken ct) =>
        TypedResults.Ok(await store.ListAsync(tenant, features.Version, ct));

    private static async Task<Results<Ok<ModelView>, ValidationProblem>> Add(
        TenantId tenant, HttpContext context, ClaimsPrincipal caller, ChangeFraudModels change, CancellationToken ct)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = FraudModel.MostBytes;

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, ct);
        return await change.AddAsync(tenant, body.ToArray(), caller.Subject(), ct);
    }

    private static Task<Results<Ok<ModelList>, NotFound, ProblemHttpResult>> Activate(
        TenantId tenant, ModelChoice choice, ClaimsPrincipal caller, ChangeFraudModels change, CancellationToken ct) =>
        change.ActivateAsync(tenant, choice, caller.Subject(), ct);

    private static Task<Results<Ok<PredictionExplanation>, NotFound, ValidationProblem, ProblemHttpResult>> Explain(
        TenantId tenant, ExplanationQuestion question, ExplainPrediction explain, CancellationToken ct) =>
        explain.HandleAsync(tenant, question, ct);

    private static async Task<Results<Ok<FeatureImportances>, ProblemHttpResult>> Importance(
        TenantId tenant, FraudModels models, CancellationToken ct) => (await models.OfAsync(tenant, ct)).Model is { } model
        ? TypedResults.Ok(new FeatureImportances(model.Version, [.. model.Importance.OrderByDescending(one => one.Contribution)]))
        : Conflicts.Of("no-model", "No model is in force: add one, and activate it.");
}
