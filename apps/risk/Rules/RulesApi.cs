using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Risk.Rules;

/// <summary>A tenant's rules: read, draft, preview, activate.</summary>
internal static class RulesApi
{
    private const int UsualDays = 7;

    public static void MapRules(this WebApplication app)
    {
        var rules = app.MapGroup("/rules").WithTags("Rules");
        rules.MapGet("", Get).RequireScope(Scopes.RulesRead).WithSummary("The rules in force");
        rules.MapGet("/history", History).RequireScope(Scopes.RulesRead).WithSummary("What was in force when");
        rules.MapGet("/draft", GetDraft).RequireScope(Scopes.RulesRead).WithSummary("The draft");
        rules.MapPut("/draft", SaveDraft).Validate<RuleText>().RequireScope(Scopes.RulesWrite)
            .WithSummary("Replace the draft; it decides nothing yet");
        rules.MapPost("/draft/preview", Preview).RequireScope(Scopes.RulesRead)
            .WithSummary("What the draft would have done with the latest decisions");
        rules.MapPost("/draft/activate", ActivateDraft).Validate<RuleChoice>().RequireScope(Scopes.RulesWrite)
            .WithSummary("Put the draft in force");
        rules.MapPost("/activate", Activate).Validate<RuleChoice>().RequireScope(Scopes.RulesWrite)
            .WithSummary("Put an earlier version in force again");
    }

    private static async Task<Ok<RuleSetView>> Get(TenantId tenant, RulesInForce rules, CancellationToken ct) =>
        TypedResults.Ok(RuleViews.Of(await rules.OfAsync(tenant, ct), rules));

    private static async Task<Ok<RuleHistory>> History(TenantId tenant, RuleStore store, CancellationToken ct) =>
        TypedResults.Ok(await store.HistoryAsync(tenant, ct));

    private static async Task<Results<Ok<RuleText>, NotFound>> GetDraft(TenantId tenant, RuleStore store, CancellationToken ct) =>
        await store.DraftAsync(tenant, ct) is { } text ? TypedResults.Ok(new RuleText(text)) : TypedResults.NotFound();

    private static Task<Results<Ok<RuleSetView>, ValidationProblem>> SaveDraft(
        TenantId tenant, RuleText draft, ChangeRules change, CancellationToken ct) => change.SaveDraftAsync(tenant, draft.Text, ct);

    private static async Task<Results<Ok<RulePreview>, NotFound, ValidationProblem>> Preview(
        TenantId tenant, int? days, RuleStore store, ChangeRules change, PreviewRules preview, CancellationToken ct)
    {
        if (days is < 1 or > PreviewRules.MostDays) return Wrong("days", $"1 to {PreviewRules.MostDays}");
        if (await store.DraftAsync(tenant, ct) is not { } text) return TypedResults.NotFound();

        var (draft, mistake) = await change.ReadAsync(tenant, text, ct);
        return draft is null ? Wrong("draft", mistake) : TypedResults.Ok(await preview.HandleAsync(tenant, draft, days ?? UsualDays, ct));

        static ValidationProblem Wrong(string field, string problem) =>
            TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [problem] });
    }

    private static Task<Results<Ok<RuleSetView>, NotFound, ProblemHttpResult>> ActivateDraft(
        TenantId tenant, RuleChoice seen, ClaimsPrincipal caller, ChangeRules change, CancellationToken ct) =>
        change.ActivateDraftAsync(tenant, seen, caller.Subject(), ct);

    private static Task<Results<Ok<RuleSetView>, NotFound, ProblemHttpResult>> Activate(
        TenantId tenant, RuleChoice choice, ClaimsPrincipal caller, ChangeRules change, CancellationToken ct) =>
        change.ActivateAsync(tenant, choice, caller.Subject(), ct);
}
