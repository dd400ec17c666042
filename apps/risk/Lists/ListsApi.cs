using System.Security.Claims;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Risk.Lists;

/// <summary>A tenant's lists: read, define, fill.</summary>
internal static class ListsApi
{
    private const string Lines = "application/x-ndjson";
    private const int MostItems = 1_000;
    private const int UsualItems = 100;

    public static IServiceCollection AddLists(this IServiceCollection services) => services
        .AddSingleton<IValidator<ListDefinition>, ListDefinitionValidator>()
        .AddSingleton<IValidator<NewListEntries>, NewListEntriesValidator>()
        .AddSingleton<IValidator<RemovedListValues>, RemovedListValuesValidator>()
        .AddSingleton<ListStore>().AddSingleton<ReadLists>().AddSingleton<ListsInForce>().AddSingleton<ChangeLists>()
        .AddHostedService<WatchChanges<ListStore, ListsInForce>>();

    public static void MapLists(this WebApplication app)
    {
        var lists = app.MapGroup("/lists").WithTags("Lists");
        lists.MapGet("", Get).RequireScope(Scopes.ListsRead).WithSummary("All lists");
        lists.MapPut("/{id}", Save).Validate<ListDefinition>().RequireScope(Scopes.ListsWrite)
            .WithSummary("Make a list or change what it is for");
        lists.MapDelete("/{id}", Delete).RequireScope(Scopes.ListsWrite).WithSummary("Remove a list with its entries");
        lists.MapGet("/{id}/entries", Entries).RequireScope(Scopes.ListsRead).WithSummary("The entries of a list");
        lists.MapPost("/{id}/entries", Add).Validate<NewListEntries>().RequireScope(Scopes.ListsWrite)
            .WithSummary("Put values on a list");
        // The document knows one operation of a path; the content type chooses between these two.
        lists.MapPost("/{id}/entries", AddLines).Accepts<NewListEntry>(Lines).RequireScope(Scopes.ListsWrite).ExcludeFromDescription();
        lists.MapPost("/{id}/entries/remove", Remove).Validate<RemovedListValues>().RequireScope(Scopes.ListsWrite)
            .WithSummary("Take values off a list");
    }

    private static async Task<Ok<ListOverview>> Get(TenantId tenant, ListStore store, ChangeLists change, CancellationToken ct)
    {
        var lists = await store.AllAsync(tenant, ct);
        return TypedResults.Ok(new ListOverview(lists, lists.Sum(list => list.Entries), change.MostEntries));
    }

    private static Task<Results<Ok<ListView>, ValidationProblem, ProblemHttpResult>> Save(
        TenantId tenant, string id, ListDefinition list, ChangeLists change, CancellationToken ct) =>
        change.SaveAsync(tenant, id, list, ct);

    private static Task<Results<NoContent, NotFound, ProblemHttpResult>> Delete(
        TenantId tenant, string id, ChangeLists change, CancellationToken ct) => change.DeleteAsync(tenant, id, ct);

    private static async Task<Results<Ok<ListEntryPage>, NotFound, ValidationProblem>> Entries(
        TenantId tenant, string id, ListStore store, [AsParameters] EntryQuery query, CancellationToken ct)
    {
        if (query.Limit is < 1 or > MostItems)
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["limit"] = [$"1 to {MostItems}"] });

        return await store.PageAsync(tenant, id, query.After ?? "", query.Limit ?? UsualItems, ct) is { } page
            ? TypedResults.Ok(page)
            : TypedResults.NotFound();
    }

    private static Task<Results<Ok<ListChange>, NotFound, ProblemHttpResult>> Add(
        TenantId tenant, string id, NewListEntries batch, ClaimsPrincipal caller, ChangeLists change, CancellationToken ct) =>
        change.AddAsync(tenant, id, new(batch.Entries, caller.Subject(), change.MostEntries), ct);

    private static async Task<Results<Accepted<IngestResult>, NotFound, ProblemHttpResult>> AddLines(
        TenantId tenant, string id, HttpContext context, ChangeLists change, CancellationToken ct) =>
        await change.AddAsync(
            tenant, id, await EntryLines.ReadAsync(context.Request.BodyReader, ct), context.User.Subject(), ct);

    private static Task<Results<Ok<ListChange>, NotFound, ProblemHttpResult>> Remove(
        TenantId tenant, string id, RemovedListValues removed, ChangeLists change, CancellationToken ct) =>
        change.RemoveAsync(tenant, id, removed, ct);

    /// <param name="After">The value after which the page begins; null for the first.</param>
    /// <param name="Limit">Entries at most.</param>
    private sealed record EntryQuery(string? After, int? Limit);
}
