using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Workflows.Imports;

/// <summary>Pauses, resumes and cancels imports. Asking for what is so already is fine; what has ended cannot be changed.</summary>
internal sealed partial class ChangeImport(ImportStore imports, ILogger<ChangeImport> logger)
{
    public Task<IResult> PauseAsync(TenantId tenant, string id, CancellationToken ct) =>
        ChangeAsync(tenant, id, status => status is ImportStatus.Paused ? null : imports.PauseAsync, ct);

    public Task<IResult> ResumeAsync(TenantId tenant, string id, CancellationToken ct) =>
        ChangeAsync(tenant, id, status => status is ImportStatus.Paused ? imports.ResumeAsync : null, ct);

    public Task<IResult> CancelAsync(TenantId tenant, string id, CancellationToken ct) =>
        ChangeAsync(tenant, id, _ => imports.CancelAsync, ct);

    private async Task<IResult> ChangeAsync(
        TenantId tenant, string id, Func<ImportStatus, Func<TenantId, string, CancellationToken, Task>?> choose, CancellationToken ct)
    {
        if (await imports.FindAsync(tenant, id, ct) is not { } import) return TypedResults.NotFound();
        if (!ImportView.IsOpen(import.Status)) return Conflicts.Of("import-ended", "The import has ended and cannot be changed.");

        if (choose(import.Status) is { } change)
        {
            await change(tenant, id, ct);
            LogChanged(tenant, id, change.Method.Name);
        }

        return await imports.FindAsync(tenant, id, ct) is { } changed ? TypedResults.Ok(changed) : TypedResults.NotFound();
    }

    [LoggerMessage(LogLevel.Information, "Tenant {Tenant}: import {Id}: {Change}")]
    private partial void LogChanged(TenantId tenant, string id, string change);
}
