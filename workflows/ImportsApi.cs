using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Workflows.Imports;

namespace Platform.Workflows;

/// <summary>The routes of imports.</summary>
internal static class ImportsApi
{
    private const int MostListed = 100;
    private const int Listed = 20;

    public static void MapImports(this IEndpointRouteBuilder app)
    {
        var imports = app.MapGroup("/imports").WithTags("Imports");
        imports.MapPost("", Start).RequireScope(Scopes.ImportsWrite).UsesQuotas(Quota.Events, Quota.Storage).Validate<ImportRequest>()
            .WithSummary("Imports a file");
        imports.MapGet("", List).RequireScope(Scopes.ImportsRead).WithSummary("The latest imports of the caller's tenant");
        imports.MapGet("/{id}", Get).RequireScope(Scopes.ImportsRead).WithSummary("One import of the caller's tenant");
        imports.MapPost("/{id}/pause", Pause).RequireScope(Scopes.ImportsWrite).WithSummary("Pauses an import");
        imports.MapPost("/{id}/resume", Resume).RequireScope(Scopes.ImportsWrite).WithSummary("Goes on with an import");
        imports.MapPost("/{id}/cancel", Cancel).RequireScope(Scopes.ImportsWrite).WithSummary("Ends an import");
    }

    private static async Task<IResult> Start(TenantId tenant, ImportRequest request, StartImport start, CancellationToken ct) =>
        await start.HandleAsync(tenant, request, ct) switch
        {
            { Import: { } import } => TypedResults.Accepted($"/imports/{import.Id}", import),
            { MappingError: { } error } => TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["mapping"] = [error] }),
            _ => Conflicts.Of("import-exists", "There is an import of that id already."),
        };

    private static async Task<Results<Ok<ImportPage>, ValidationProblem>> List(
        TenantId tenant, int? limit, ImportStore imports, CancellationToken ct) =>
        limit is null or (>= 1 and <= MostListed)
            ? TypedResults.Ok(new ImportPage(await imports.LatestAsync(tenant, limit ?? Listed, ct)))
            : TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["limit"] = [$"1 to {MostListed} is expected."] });

    private static async Task<Results<Ok<Import>, NotFound>> Get(TenantId tenant, string id, ImportStore imports, CancellationToken ct) =>
        await imports.FindAsync(tenant, id, ct) is { } import ? TypedResults.Ok(import) : TypedResults.NotFound();

    private static Task<IResult> Pause(TenantId tenant, string id, ChangeImport change, CancellationToken ct) =>
        change.PauseAsync(tenant, id, ct);

    private static Task<IResult> Resume(TenantId tenant, string id, ChangeImport change, CancellationToken ct) =>
        change.ResumeAsync(tenant, id, ct);

    private static Task<IResult> Cancel(TenantId tenant, string id, ChangeImport change, CancellationToken ct) =>
        change.CancelAsync(tenant, id, ct);
}
