using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Models.Labels;
using Platform.Models.Registry;
using Platform.Scoring;
using Platform.Scoring.Retraining;

namespace Platform.Models.Training;

/// <summary>What the service that trains asks and leaves here, and what people read of it.</summary>
internal static class TrainingApi
{
    private const string Markdown = "text/markdown";

    public static void MapTraining(this WebApplication app)
    {
        var ml = app.MapGroup("/ml").RequireScope(Scopes.ModelsRead).WithTags("Models");
        ml.MapGet("/models/{id}/card", Card).WithSummary("A model's card, as JSON or Markdown");
        ml.MapGet("/data-sets/{id}", DataSet).WithSummary("What a data set holds");

        var trainer = app.MapForTenant();
        trainer.MapGet("/labels/outcomes", async (TenantId tenant, LabelStore labels, long after, int limit, CancellationToken ct) =>
            TypedResults.Ok(new OutcomePage(await labels.OutcomesAsync(tenant, after, limit, ct))));
        trainer.MapGet("/labels/entities", async (TenantId tenant, LabelStore labels, string after, int limit, CancellationToken ct) =>
            TypedResults.Ok(new EntityLabelPage(await labels.OfEntitiesAsync(tenant, after, limit, ct))));
        MapKept(trainer.MapGroup("/ml"));
        MapModels(trainer.MapGroup("/ml/models"));
    }

    private static void MapKept(RouteGroupBuilder ml)
    {
        ml.MapGet("/data-sets/latest", (TenantId tenant, TrainingStore kept, CancellationToken ct) =>
            OrNone(kept.LatestAsync(tenant, ct)));
        ml.MapPost("/data-sets", (TenantId tenant, DataSetView view, TrainingStore kept, CancellationToken ct) =>
            kept.AddAsync(tenant, view, ct));
        ml.MapPost("/cards", (TenantId tenant, ModelCard card, TrainingStore kept, CancellationToken ct) =>
            kept.AddAsync(tenant, card, ct));
        ml.MapGet("/runs", (TenantId tenant, TrainingStore kept, CancellationToken ct) => kept.RunsAsync(tenant, ct));
        ml.MapGet("/runs/{id}", (TenantId tenant, string id, TrainingStore kept, CancellationToken ct) =>
            OrNone(kept.RunAsync(tenant, id, ct)));
        ml.MapPost("/runs", (TenantId tenant, RetrainingRun run, TrainingStore kept, CancellationToken ct) =>
            kept.SaveAsync(tenant, run, ct));
    }

    private static void MapModels(RouteGroupBuilder models)
    {
        models.MapPost("", Add);
        models.MapGet("/champion", Champion);
        models.MapPost("/promote", (TenantId tenant, Promotion promotion, ChangeModels change, CancellationToken ct) =>
            change.PromoteAsync(tenant, promotion.Version, (promotion.By, promotion.Reason), ct));
        models.MapGet("/{id}/file", File);
    }

    private static async Task<Results<Ok<ModelView>, ValidationProblem>> Add(
        TenantId tenant, HttpContext context, ChangeModels change, string by, string dataSet, string run)
    {
        var ct = context.RequestAborted;
        return await change.AddAsync(tenant, await context.ReadBodyAsync(FraudModel.MostBytes, ct), new(by, dataSet, run), ct);
    }

    private static async Task<Results<Ok<ModelView>, NotFound>> Champion(TenantId tenant, RegistryStore store, CancellationToken ct)
    {
        var version = (await store.ListAsync(tenant, ct)).InForce;
        return await store.FindAsync(tenant, version, ct) is { } model ? TypedResults.Ok(model) : TypedResults.NotFound();
    }

    private static async Task<Results<FileContentHttpResult, NotFound>> File(
        TenantId tenant, string id, RegistryStore store, ModelFiles files, CancellationToken ct) =>
        await store.FindAsync(tenant, id, ct) is { } model
            ? TypedResults.Bytes((await files.ReadAsync(tenant, model, ct)).ToArray(), "application/json")
            : TypedResults.NotFound();

    private static async Task<Results<Ok<ModelCard>, ContentHttpResult, NotFound>> Card(
        TenantId tenant, string id, HttpRequest request, TrainingStore kept, CancellationToken ct)
    {
        if (await kept.CardAsync(tenant, id, ct) is not { } card) return TypedResults.NotFound();
        return request.Headers.Accept.Any(type => type?.Contains(Markdown, StringComparison.OrdinalIgnoreCase) is true)
            ? TypedResults.Text(ModelCards.ToMarkdown(card), Markdown)
            : TypedResults.Ok(card);
    }

    private static Task<Results<Ok<DataSetView>, NotFound>> DataSet(
        TenantId tenant, string id, TrainingStore kept, CancellationToken ct) => OrNone(kept.FindAsync(tenant, id, ct));

    private static async Task<Results<Ok<T>, NotFound>> OrNone<T>(Task<T?> found) where T : class =>
        await found is { } one ? TypedResults.Ok(one) : TypedResults.NotFound();
}
