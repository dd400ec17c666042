using System.Security.Claims;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;
using Platform.Scoring;

namespace Platform.Models.Registry;

/// <summary>The registry of models: six routes.</summary>
internal static class RegistryApi
{
    private const string Json = "application/json";
    private const string ByHand = "chosen by hand";

    public static void AddRegistry(this IServiceCollection services)
    {
        services.AddDaprClient();
        services.AddSingleton<IValidator<ModelChoice>, ModelChoiceValidator>();
        services.AddSingleton<BlobStore>().AddSingleton<ModelFiles>().AddSingleton<RegistryStore>().AddSingleton<RiskModels>();
        services.AddSingleton<ChangeModels>().AddHostedService<FinishDeployments>();
    }

    public static void MapRegistry(this WebApplication app)
    {
        var models = app.MapGroup("/ml/models").WithTags("Models");
        models.MapGet("", List).RequireScope(Scopes.ModelsRead).WithSummary("The models, and which was in force when");
        models.MapGet("/{id}", Find).RequireScope(Scopes.ModelsRead).WithSummary("One model");
        models.MapGet("/{id}/file", File).RequireScope(Scopes.ModelsRead).WithSummary("A model's file");
        models.MapPost("", Add).RequireScope(Scopes.ModelsWrite).Accepts<ModelFile>(Json).UsesQuotas(Quota.Storage)
            .WithSummary("Register a model; it decides nothing yet");
        models.MapPost("/activate", Activate).Validate<ModelChoice>().RequireScope(Scopes.ModelsWrite)
            .WithSummary("Have a model decide, or none");
        models.MapPost("/rollback", RollBack).RequireScope(Scopes.ModelsWrite)
            .WithSummary("Have the model decide again that did before");
    }

    private static async Task<Ok<ModelList>> List(TenantId tenant, RegistryStore store, CancellationToken ct) =>
        TypedResults.Ok(await store.ListAsync(tenant, ct));

    private static async Task<Results<Ok<ModelView>, NotFound>> Find(
        TenantId tenant, string id, RegistryStore store, CancellationToken ct) =>
        await store.FindAsync(tenant, id, ct) is { } model ? TypedResults.Ok(model) : TypedResults.NotFound();

    private static async Task<Results<FileContentHttpResult, NotFound, ProblemHttpResult>> File(
        TenantId tenant, string id, RegistryStore store, ModelFiles files, CancellationToken ct)
    {
        if (await store.FindAsync(tenant, id, ct) is not { } model) return TypedResults.NotFound();

        try
        {
            return TypedResults.Bytes((await files.ReadAsync(tenant, model, ct)).ToArray(), Json, $"{id}.json");
        }
        catch (ModelFileException damaged)
        {
            return Conflicts.Of("model-damaged", damaged.Message);
        }
    }

    private static async Task<Results<Ok<ModelView>, ValidationProblem>> Add(
        TenantId tenant, HttpContext context, ClaimsPrincipal caller, ChangeModels change, CancellationToken ct)
    {
        return await change.AddAsync(tenant, await context.ReadBodyAsync(FraudModel.MostBytes, ct), new(caller.Subject()), ct);
    }

    private static Task<Results<Ok<ModelList>, NotFound, ProblemHttpResult>> Activate(
        TenantId tenant, ModelChoice choice, ClaimsPrincipal caller, ChangeModels change, CancellationToken ct) =>
        change.PromoteAsync(tenant, choice.Version, (caller.Subject(), ByHand), ct);

    private static Task<Results<Ok<ModelList>, NotFound, ProblemHttpResult>> RollBack(
        TenantId tenant, ClaimsPrincipal caller, ChangeModels change, CancellationToken ct) =>
        change.RollBackAsync(tenant, (caller.Subject(), "rolled back by hand"), ct);
}
