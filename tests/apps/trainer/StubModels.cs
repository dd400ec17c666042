using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Platform.Contracts;
using Platform.Scoring;

namespace Platform.Trainer.Tests;

/// <summary>What models has of a tenant.</summary>
internal sealed class TenantShelf
{
    public List<Outcome> Outcomes { get; init; } = [];

    public List<Label> OfEntities { get; init; } = [];

    public ConcurrentQueue<DataSetView> DataSets { get; } = [];

    public ConcurrentDictionary<string, (byte[] File, ModelView View)> Models { get; } = [];

    public ConcurrentDictionary<string, ModelCard> Cards { get; } = [];

    public ConcurrentDictionary<string, RetrainingRun> Runs { get; } = [];

    public ConcurrentQueue<Promotion> Promotions { get; } = [];

    /// <summary>Version of the model in force; null for none.</summary>
    public string? Champion { get; set; }

    /// <summary>Why scoring takes no model; null when it does.</summary>
    public string? Refusal { get; set; }
}

/// <summary>A models that keeps what it is given, a shelf for each tenant.</summary>
internal sealed class StubModels
{
    private readonly ConcurrentDictionary<string, TenantShelf> shelves = [];

    public TenantShelf this[string tenant] => shelves.GetOrAdd(tenant, _ => new());

    public void Put(string tenant, TenantShelf shelf) => shelves[tenant] = shelf;

    public void Map(WebApplication app)
    {
        var tenant = app.MapGroup("/internal/for/{tenant}");
        tenant.MapGet("/labels/outcomes", (string tenant, long after, int limit) =>
            Json(new([.. this[tenant].Outcomes.Where(one => one.Number > after).Take(limit)]), ContractsJson.Default.OutcomePage));
        tenant.MapGet("/labels/entities", (string tenant, string? after, int limit) =>
            Json(EntityPage(tenant, after, limit), ContractsJson.Default.EntityLabelPage));
        MapKept(tenant.MapGroup("/ml"));
        MapModels(tenant.MapGroup("/ml/models"));
    }

    private void MapKept(IEndpointRouteBuilder ml)
    {
        ml.MapGet("/data-sets/latest", (string tenant) => Json(this[tenant].DataSets.LastOrDefault(), ContractsJson.Default.DataSetView));
        ml.MapPost("/data-sets", async (string tenant, HttpRequest request) =>
            this[tenant].DataSets.Enqueue((await request.ReadFromJsonAsync(ContractsJson.Default.DataSetView))!));
        ml.MapPost("/cards", async (string tenant, HttpRequest request) =>
        {
            var card = (await request.ReadFromJsonAsync(ContractsJson.Default.ModelCard))!;
            this[tenant].Cards[card.Model] = card;
        });
        ml.MapGet("/runs", (string tenant) => Json(new([.. this[tenant].Runs.Values]), ContractsJson.Default.RetrainingRuns));
        ml.MapGet("/runs/{id}", (string tenant, string id) =>
            Json(this[tenant].Runs.GetValueOrDefault(id), ContractsJson.Default.RetrainingRun));
        ml.MapPost("/runs", async (string tenant, HttpRequest request) =>
        {
            var run = (await request.ReadFromJsonAsync(ContractsJson.Default.RetrainingRun))!;
            this[tenant].Runs[run.Id] = run;
        });
    }

    private void MapModels(IEndpointRouteBuilder models)
    {
        models.MapPost("", AddAsync);
        models.MapGet("/champion", (string tenant) => Json(
            this[tenant].Champion is { } version ? this[tenant].Models[version].View : null, ContractsJson.Default.ModelView));
        models.MapGet("/{id}/file", (string tenant, string id) => TypedResults.Bytes(this[tenant].Models[id].File));
        models.MapPost("/promote", PromoteAsync);
    }

    private EntityLabelPage EntityPage(string tenant, string? after, int limit) =>
        new([.. this[tenant].OfEntities.Where(one => string.CompareOrdinal(one.Id, after ?? "") > 0)
            .OrderBy(one => one.Id, StringComparer.Ordinal).Take(limit).Select(one => new GivenLabel(one, "tester", one.KnownAt))]);

    private async Task AddAsync(string tenant, string by, string dataSet, string run, HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var (file, model) = (body.ToArray(), FraudModel.FromBytes(body.ToArray()));
        this[tenant].Models[model.Version] = (file, new(model.Version, model.FeatureSet, model.Training, by, default)
        {
            Stage = ModelStage.Candidate, Sha256 = "", Bytes = file.Length, DataSet = dataSet, Run = run,
        });
    }

    private async Task<IResult> PromoteAsync(string tenant, HttpContext context)
    {
        var promotion = (await context.Request.ReadFromJsonAsync(ContractsJson.Default.Promotion, context.RequestAborted))!;
        if (this[tenant].Refusal is { } refusal) return TypedResults.Problem(refusal, statusCode: StatusCodes.Status409Conflict);

        this[tenant].Promotions.Enqueue(promotion);
        this[tenant].Champion = promotion.Version;
        return TypedResults.NoContent();
    }

    private static IResult Json<T>(T? value, JsonTypeInfo<T> json) where T : class =>
        value is null ? TypedResults.NotFound() : TypedResults.Json(value, json);
}
