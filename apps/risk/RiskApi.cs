using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Risk.Decisions;
using Platform.Risk.Outcomes;
using Platform.Risk.Pipeline;
using Platform.Risk.Replays;
using Platform.Scoring;

namespace Platform.Risk;

/// <summary>Everything that reaches this service: two topics and four routes.</summary>
internal static class RiskApi
{
    private const int MostLines = 5_000;
    private const int MostEvents = 50_000;

    public static void MapRisk(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<IOptions<RiskOptions>>().Value;
        app.MapBulkTopic<Transaction, ScoreTransactions>(
            Topics.Transactions, new(limits.DeliverySize, TimeSpan.FromMilliseconds(limits.DeliveryWaitMs)));

        app.MapBulkTopic<Outcome, LearnOutcomes>(
            Topics.Outcomes, new(limits.DeliverySize, TimeSpan.FromMilliseconds(limits.DeliveryWaitMs)));

        app.MapPost("/risk/score", Score).Validate<ScoringCall>().RequireScope(Scopes.RiskScore).WithTags("Risk")
            .UsesQuotas(Quota.Scores, Quota.Storage)
            .WithSummary("Scores one transaction or up to 1,000 now; the decisions are durable before the answer");
        app.MapGet("/decisions", List).RequireScope(Scopes.DecisionsRead).WithTags("Decisions")
            .WithSummary("Decisions in short, in log order after a position, as NDJSON");
        app.MapGet("/decisions/{id}", Get).RequireScope(Scopes.DecisionsRead).WithTags("Decisions")
            .WithSummary("One decision with its features");
        app.MapGet("/decisions/{id}/evidence", Evidence).RequireScope(Scopes.DecisionsRead).WithTags("Decisions")
            .WithSummary("Everything that a decision was made of, and the decision made again from it");

        var trainer = app.MapForTenant();
        trainer.MapGet("/features", (TenantId _, TransactionFeatures features) => TypedResults.Text(features.Text));
        trainer.MapGet("/events", Events);
    }

    private static Task<Results<Ok<EvidenceBundle>, NotFound, ProblemHttpResult>> Evidence(
        TenantId tenant, string id, ReplayDecision replay, CancellationToken ct) => replay.HandleAsync(tenant, id, ct);

    private static async Task<Results<Ok<Decision>, Ok<DecisionBatch>>> Score(
        TenantId tenant, ScoringCall call, ScoreTransactions score, CancellationToken ct)
    {
        var rows = await score.ScoreAsync(tenant, call.Transactions, ct);
        if (call.IsOne) return TypedResults.Ok(rows[0].ToDecision(features: null));
        return TypedResults.Ok(new DecisionBatch([.. rows.Select(row => row.ToDecision(features: null))]));
    }

    private static async Task<Results<Ok<Decision>, NotFound>> Get(
        TenantId tenant, string id, FindDecision find, CancellationToken ct) =>
        await find.HandleAsync(tenant, id, ct) is { } decision ? TypedResults.Ok(decision) : TypedResults.NotFound();

    private static IResult List(TenantId tenant, DecisionStore decisions, long after = 0, int limit = MostLines)
    {
        var errors = new Dictionary<string, string[]>();
        if (after < 0) errors["after"] = ["A position of the log is at least 0."];
        if (limit is < 1 or > MostLines) errors["limit"] = [$"1 to {MostLines} lines are given at once."];

        return errors.Count > 0 ? TypedResults.ValidationProblem(errors) : new LogLines<DecisionLine>(
            ct => decisions.LinesAsync(tenant, after, limit, ct), ContractsJson.Default.DecisionLine);
    }

    private static LogLines<LoggedEvent> Events(TenantId tenant, DecisionStore decisions, long after = 0, int limit = MostEvents) =>
        new(ct => decisions.EventsAsync(tenant, after, Math.Clamp(limit, 1, MostEvents), ct), ContractsJson.Default.LoggedEvent);
}
