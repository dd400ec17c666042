using System.Security.Claims;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Models.Labels;

/// <summary>What events turned out to be: one topic and four routes.</summary>
internal static class LabelsApi
{
    private const int MostRows = 5_000;

    public static void AddLabels(this IServiceCollection services)
    {
        services.AddSingleton<IValidator<Label>, LabelValidator>().AddSingleton<IValidator<LabelBatch>, LabelBatchValidator>();
        services.AddSingleton<LabelStore>().AddSingleton<LabelLedger>().AddSingleton<TakeLabels>();
    }

    public static void MapLabels(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<IOptions<ModelsOptions>>().Value;
        app.MapBulkTopic<Label, TakeLabels>(
            Topics.Labels, new(limits.DeliverySize, TimeSpan.FromMilliseconds(limits.DeliveryWaitMs)));

        var labels = app.MapGroup("/labels").WithTags("Labels");
        labels.MapPost("", Take).Validate<LabelBatch>().RequireScope(Scopes.LabelsWrite).UsesQuotas(Quota.Storage)
            .WithSummary("Say what events turned out to be");
        labels.MapGet("/events/{id}", Get).RequireScope(Scopes.LabelsRead).WithSummary("All that is known of how an event turned out");
        labels.MapGet("/outcomes", Outcomes).RequireScope(Scopes.LabelsRead)
            .WithSummary("What events turned out to be, after a position");
        labels.MapGet("/entities", Entities).RequireScope(Scopes.LabelsRead).WithSummary("Labels of entities, after an id");
    }

    private static async Task<Ok<LabelResult>> Take(
        TenantId tenant, LabelBatch batch, ClaimsPrincipal caller, LabelLedger ledger, CancellationToken ct) =>
        TypedResults.Ok(await ledger.TakeAsync(tenant, batch.Labels, caller.Subject(), ct));

    private static async Task<Results<Ok<EventLabels>, NotFound>> Get(TenantId tenant, string id, LabelStore store, CancellationToken ct) =>
        await store.OfAsync(tenant, id, ct) is { Labels.Count: > 0 } known ? TypedResults.Ok(known) : TypedResults.NotFound();

    private static async Task<Results<Ok<OutcomePage>, ValidationProblem>> Outcomes(
        TenantId tenant, LabelStore store, long after = 0, int limit = MostRows, CancellationToken ct = default)
    {
        if (after < 0) return Wrong("after", "A position is at least 0.");
        if (limit is < 1 or > MostRows) return Wrong("limit", $"1 to {MostRows} are given at once.");
        return TypedResults.Ok(new OutcomePage(await store.OutcomesAsync(tenant, after, limit, ct)));
    }

    private static async Task<Results<Ok<EntityLabelPage>, ValidationProblem>> Entities(
        TenantId tenant, LabelStore store, string after = "", int limit = MostRows, CancellationToken ct = default)
    {
        if (limit is < 1 or > MostRows) return Wrong("limit", $"1 to {MostRows} are given at once.");
        return TypedResults.Ok(new EntityLabelPage(await store.OfEntitiesAsync(tenant, after, limit, ct)));
    }

    private static ValidationProblem Wrong(string field, string message) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [message] });
}
