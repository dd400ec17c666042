using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;

namespace Platform.Tenants;

/// <summary>What other services ask for, by their sidecars; the public door forwards nothing here.</summary>
internal static class ServicesApi
{
    public static void MapServices(this IEndpointRouteBuilder app)
    {
        var services = app.MapSidecarOnly("/internal");
        services.MapPost("/directory", Directory);
        services.MapPost("/tenants", Enter);
        services.MapGet("/tenants/{id}", Find);
        services.MapPost("/tenants/{id}/activate", (string id, string by, RegistryChanges changes, CancellationToken ct) =>
            MoveAsync(id, TenantStatus.Active, by, changes, ct));
        services.MapPost("/tenants/{id}/erasing", (string id, string by, RegistryChanges changes, CancellationToken ct) =>
            MoveAsync(id, TenantStatus.Erasing, by, changes, ct));
        services.MapGet("/tenants/{id}/contents", (string id, CountTenant count, CancellationToken ct) => count.HandleAsync(new(id), ct));
        services.MapGet("/tenants/{id}/tables", Tables);
        services.MapGet("/tenants/{id}/tables/{table}", Table);
        services.MapPost("/tenants/{id}/abandon", Abandon);
        services.MapPost("/tenants/{id}/erased", Erased);
    }

    private static async Task<IResult> Directory(DirectoryRequest request, DirectoryStore directory, KeyStore keys, CancellationToken ct)
    {
        await keys.NoteUsesAsync(request.Used, ct);
        return TypedResults.Ok(await directory.AfterAsync(request.After, ct));
    }

    private static async Task<IResult> Enter(NewTenant request, string by, RegistryChanges changes, CancellationToken ct) =>
        await changes.EnterAsync(request, by, ct) is { } tenant
            ? TypedResults.Ok(tenant)
            : Conflicts.Of("tenant-exists", "The id is taken.");

    // Asked for twice, by an activity that is repeated, it changes nothing.
    private static async Task<IResult> MoveAsync(
        string id, TenantStatus status, string by, RegistryChanges changes, CancellationToken ct) =>
        await changes.ChangeAsync(new(id), by, before => ChangeTenant.Moved(before, status), ct) is { } tenant
            ? TypedResults.Ok(tenant)
            : Conflicts.Of("tenant-status", $"The tenant cannot become {status.ToString().ToLowerInvariant()}.");

    private static async Task<IResult> Find(string id, RegistryStore registry, CancellationToken ct) =>
        await registry.FindAsync(new(id), ct) is { } tenant ? TypedResults.Ok(tenant) : TypedResults.NotFound();

    private static async Task<IResult> Tables(string id, RegistryStore registry, TenantTables tables, CancellationToken ct) =>
        await IsLeavingAsync(id, registry, ct) ? Leaving : TypedResults.Ok(await tables.NamesAsync(new(id), ct));

    private static async Task<IResult> Table(
        string id, string table, RegistryStore registry, TenantTables tables, HttpContext context)
    {
        var (tenant, ct) = (new TenantId(id), context.RequestAborted);
        if (await IsLeavingAsync(id, registry, ct)) return Leaving;
        if (!(await tables.NamesAsync(tenant, ct)).Contains(table)) return TypedResults.NotFound();

        context.Response.ContentType = "application/x-ndjson";
        await tables.WriteAsync(tenant, table, context.Response.BodyWriter, ct);
        return TypedResults.Empty;
    }

    // Reading would make the schema of one that is gone again.
    private static async Task<bool> IsLeavingAsync(string id, RegistryStore registry, CancellationToken ct) =>
        await registry.FindAsync(new(id), ct) is { Status: TenantStatus.Erasing or TenantStatus.Erased };

    private static IResult Leaving => Conflicts.Of("tenant-status", "The tenant is being erased.");

    private static async Task<IResult> Abandon(string id, AbandonTenant abandon, CancellationToken ct)
    {
        await abandon.HandleAsync(new(id), ct);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> Erased(string id, ErasureRecord record, FinishErasure finish, CancellationToken ct) =>
        await finish.HandleAsync(new(id), record, ct) is { } certificate
            ? TypedResults.Ok(certificate)
            : Conflicts.Of("tenant-status", "The tenant is not being erased.");
}
