using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Risk.Lists;
using Platform.Risk.RuleLanguage;
using Platform.Scoring;

namespace Platform.Risk.Rules;

/// <summary>Saves drafts and puts versions in force.</summary>
internal sealed class ChangeRules(
    RuleStore store, RulesInForce rules, ListStore lists, TransactionFeatures features, TimeProvider time)
{
    /// <summary>Replaces the draft; a mistake is answered with its line and column.</summary>
    public async Task<Results<Ok<RuleSetView>, ValidationProblem>> SaveDraftAsync(TenantId tenant, string text, CancellationToken ct)
    {
        var (draft, mistake) = await ReadAsync(tenant, text, ct);
        if (draft is null) return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["text"] = [mistake] });

        await store.SaveDraftAsync(tenant, draft.Version, draft.Text, ct);
        return TypedResults.Ok(RuleViews.Of(draft, rules));
    }

    /// <summary>Puts the draft in force, if it is still the one that the caller saw.</summary>
    public async Task<Results<Ok<RuleSetView>, NotFound, ProblemHttpResult>> ActivateDraftAsync(
        TenantId tenant, RuleChoice seen, string by, CancellationToken ct)
    {
        if (await store.DraftAsync(tenant, ct) is not { } text) return TypedResults.NotFound();

        var (draft, mistake) = await ReadAsync(tenant, text, ct);
        if (draft is null) return Conflicts.Of("draft-unreadable", $"The draft has to be saved again: {mistake}");
        if (draft.Version != seen.Version)
            return Conflicts.Of("draft-changed", $"The draft is of version {draft.Version} now; look at it again.");

        await store.KeepAsync(tenant, draft.Version, draft.Text, ct);
        return await PutInForceAsync(tenant, draft, by, ct);
    }

    /// <summary>Puts a version in force that decided before.</summary>
    public async Task<Results<Ok<RuleSetView>, NotFound, ProblemHttpResult>> ActivateAsync(
        TenantId tenant, RuleChoice choice, string by, CancellationToken ct)
    {
        if (await store.FindAsync(tenant, choice.Version, ct) is not { } text) return TypedResults.NotFound();

        var (version, mistake) = await ReadAsync(tenant, text, ct);
        return version is null
            ? Conflicts.Of("version-unreadable", $"The rule language or the lists have changed since: {mistake}")
            : await PutInForceAsync(tenant, version, by, ct);
    }

    private async Task<Ok<RuleSetView>> PutInForceAsync(TenantId tenant, RuleSet set, string by, CancellationToken ct)
    {
        await store.ActivateAsync(tenant, new(set.Version, by, time.GetUtcNow()), ct);
        rules.Forget(tenant);
        return TypedResults.Ok(RuleViews.Of(set, rules));
    }

    /// <summary>What a text says, or what is wrong with it and where.</summary>
    public async Task<(RuleSet? Rules, string Mistake)> ReadAsync(TenantId tenant, string text, CancellationToken ct)
    {
        try
        {
            var rules = RuleFile.Parse(features, ("text", text));
            await CheckListsAsync(tenant, rules, ct);
            return (rules, "");
        }
        catch (RuleSyntaxException wrong)
        {
            return (null, $"Line {wrong.Place.Line}, column {wrong.Place.Column}: {wrong.Problem}");
        }
    }

    private async Task CheckListsAsync(TenantId tenant, RuleSet rules, CancellationToken ct)
    {
        var asked = rules.Rules.SelectMany(rule => rule.Lists).ToList();
        if (asked.Count == 0) return;

        var known = (await lists.AllAsync(tenant, ct)).Select(list => list.Name).ToHashSet(StringComparer.Ordinal);
        if (asked.Find(list => !known.Contains(list.Name)) is { } unknown)
            throw new RuleSyntaxException("text", unknown.Place, $"There is no list '{unknown.Name}'.");
    }
}

/// <summary>Rules as the API shows them.</summary>
internal static class RuleViews
{
    public static RuleSetView Of(RuleSet set, RulesInForce rules) => new()
    {
        Version = set.Version,
        IsShipped = rules.IsShipped(set),
        Text = set.Text,
        Rules =
        [
            .. set.Rules.Select(rule => new RuleView(rule.Id, rule.Weight, rule.Verdict, rule.Card.Attack)
            {
                Severity = rule.Card.Severity,
                Owner = rule.Card.Owner,
            }),
        ],
    };
}
