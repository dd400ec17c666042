using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Risk.Rules;

namespace Platform.Risk.Lists;

/// <summary>Changes lists; what is answered counts for the next event.</summary>
internal sealed partial class ChangeLists(ListStore store, ListsInForce lists, RulesInForce rules, IOptions<RiskOptions> options)
{
    /// <summary>Makes a list or changes what it is for.</summary>
    public async Task<Results<Ok<ListView>, ValidationProblem, ProblemHttpResult>> SaveAsync(
        TenantId tenant, string name, ListDefinition list, CancellationToken ct)
    {
        if (!Names().IsMatch(name))
        {
            return TypedResults.ValidationProblem(
                new Dictionary<string, string[]> { ["name"] = ["1 to 50 of a-z, 0-9 and -, a letter first"] });
        }

        var entries = await store.SaveAsync(tenant, name, list, ct);
        lists.Forget(tenant);
        return entries is { } count
            ? TypedResults.Ok(new ListView(name, list.Kind, list.Description, count, list.Field))
            : Conflicts.Of("too-many-lists", $"There are {ListStore.MostLists} lists, and more may not be.");
    }

    /// <summary>Removes a list that no rule in force asks for.</summary>
    public async Task<Results<NoContent, NotFound, ProblemHttpResult>> DeleteAsync(TenantId tenant, string name, CancellationToken ct)
    {
        var inForce = await rules.OfAsync(tenant, ct);
        var asking = inForce.Rules.Where(rule => rule.Lists.Any(list => list.Name == name)).Select(rule => rule.Id).ToList();
        if (asking.Count > 0) return Conflicts.Of("list-in-use", $"Rules in force ask for it: {string.Join(", ", asking)}.");

        var isDeleted = await store.DeleteAsync(tenant, name, ct);
        lists.Forget(tenant);
        return isDeleted ? TypedResults.NoContent() : TypedResults.NotFound();
    }

    /// <summary>Puts values on a list, all or none.</summary>
    public async Task<Results<Ok<ListChange>, NotFound, ProblemHttpResult>> AddAsync(
        TenantId tenant, string name, ListAddition added, CancellationToken ct)
    {
        try
        {
            return Told(tenant, await store.AddAsync(tenant, name, added, ct));
        }
        catch (ListsFullException full)
        {
            return Conflicts.Of("lists-full", full.Message);
        }
    }

    /// <summary>Puts the good ones of some lines on a list, all or none of them; what is wrong with the others is in the answer.</summary>
    /// <remarks>202 even when every line is wrong: the gateway sums the parts of a body up, and says 400 when all of it was.</remarks>
    public async Task<Results<Accepted<IngestResult>, NotFound, ProblemHttpResult>> AddAsync(
        TenantId tenant, string name, EntryLines lines, string by, CancellationToken ct)
    {
        var added = await AddAsync(tenant, name, new(lines.Entries, by, MostEntries), ct);
        return added.Result switch
        {
            Ok<ListChange> { Value: { } change } => TypedResults.Accepted((string?)null, lines.Result(change)),
            ProblemHttpResult full => full,
            _ => TypedResults.NotFound(),
        };
    }

    /// <summary>Takes values off a list.</summary>
    public async Task<Results<Ok<ListChange>, NotFound, ProblemHttpResult>> RemoveAsync(
        TenantId tenant, string name, RemovedListValues removed, CancellationToken ct) =>
        Told(tenant, await store.RemoveAsync(tenant, name, [.. removed.Values.Distinct(StringComparer.Ordinal)], ct));

    /// <summary>Entries that a tenant's lists may have together.</summary>
    public long MostEntries => options.Value.MostListEntries;

    private Results<Ok<ListChange>, NotFound, ProblemHttpResult> Told(TenantId tenant, ListChange? change)
    {
        lists.Forget(tenant);
        return change is null ? TypedResults.NotFound() : TypedResults.Ok(change);
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,49}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Names();
}
