using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;

namespace Platform.Workflows.Imports;

/// <summary>An import as its tenant's list keeps it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="File">The file.</param>
/// <param name="CreatedAt">When it was asked for, UTC.</param>
internal sealed record ListedImport(string Id, string File, DateTimeOffset CreatedAt);

/// <summary>
/// The imports of tenants: the workflow instances, and one list per tenant, since instances can be asked for by id only. Whose import it is
/// comes first in every method, and is part of every name.
/// </summary>
internal sealed class ImportStore(DaprWorkflowClient workflows, TenantStates states, IOptions<WorkflowsOptions> options)
{
    private const string Key = "imports";
    private const int MaxAttempts = 20;

    /// <summary>Starts an import.</summary>
    /// <returns>False when the tenant has one of that id already.</returns>
    public async Task<bool> StartAsync(TenantId tenant, ImportInput input, DateTimeOffset now, CancellationToken ct)
    {
        var instance = ImportNames.Instance(tenant, input.Id);
        // An id that has ended could be started again, so it is looked at first.
        if (await workflows.GetWorkflowStateAsync(instance, getInputsAndOutputs: false, ct) is not null) return false;

        // Listed before it is started: an import that nobody can find would be worse than a line without one.
        await ChangeListAsync(tenant, list => Listed(list, new(input.Id, input.File, now)), ct);
        return await workflows.StartAsync(nameof(ImportEvents), instance, input, ct);
    }

    /// <summary>One import, or null when the tenant has none of that id.</summary>
    public async Task<Import?> FindAsync(TenantId tenant, string id, CancellationToken ct) =>
        ImportRequestValidator.IsId(id)
        && await workflows.GetWorkflowStateAsync(ImportNames.Instance(tenant, id), ct: ct) is { } state
            ? ImportView.Of(id, state)
            : null;

    /// <summary>The latest imports, newest first.</summary>
    public async Task<IReadOnlyList<Import>> LatestAsync(TenantId tenant, int limit, CancellationToken ct)
    {
        var latest = (await ListAsync(tenant, ct)).Take(limit);
        var imports = await Task.WhenAll(latest.Select(listed => FindAsync(tenant, listed.Id, ct)));
        return [.. imports.OfType<Import>()];
    }

    /// <summary>The tenant's list, newest first.</summary>
    public async Task<IReadOnlyList<ListedImport>> ListAsync(TenantId tenant, CancellationToken ct) =>
        await states.Of(tenant).GetAsync<ListedImport[]>(Key, ct) ?? [];

    /// <summary>Stops handing out chunks; those being sent are ended.</summary>
    public Task PauseAsync(TenantId tenant, string id, CancellationToken ct) =>
        workflows.SuspendWorkflowAsync(ImportNames.Instance(tenant, id), ct: ct);

    /// <summary>Goes on where it stopped.</summary>
    public Task ResumeAsync(TenantId tenant, string id, CancellationToken ct) =>
        workflows.ResumeWorkflowAsync(ImportNames.Instance(tenant, id), ct: ct);

    /// <summary>Ends an import and has its leftovers removed.</summary>
    public async Task CancelAsync(TenantId tenant, string id, CancellationToken ct)
    {
        await workflows.TerminateWorkflowAsync(ImportNames.Instance(tenant, id), ct: ct);
        // Cancelled twice it is being cleaned up already.
        await workflows.StartAsync(nameof(CleanUpImport), ImportNames.CleanUp(tenant, id), new ImportKey(tenant.ToString(), id), ct);
    }

    /// <summary>Forgets an import that has ended.</summary>
    public async Task ForgetAsync(TenantId tenant, string id, CancellationToken ct)
    {
        await workflows.PurgeInstanceAsync(ImportNames.Instance(tenant, id), ct);
        await workflows.PurgeInstanceAsync(ImportNames.CleanUp(tenant, id), ct);
        await ChangeListAsync(tenant, list => list.Where(listed => listed.Id != id), ct);
    }

    /// <summary>Forgets that there ever were imports.</summary>
    public Task ForgetListAsync(TenantId tenant, CancellationToken ct) => states.Of(tenant).DeleteAsync(Key, ct);

    private IEnumerable<ListedImport> Listed(IEnumerable<ListedImport> list, ListedImport import) =>
        list.Where(listed => listed.Id != import.Id).Prepend(import).Take(options.Value.ListedImports);

    private Task ChangeListAsync(
        TenantId tenant, Func<IEnumerable<ListedImport>, IEnumerable<ListedImport>> change, CancellationToken ct) =>
        states.Of(tenant).ChangeAsync<ListedImport[]>(Key, list => [.. change(list ?? [])], MaxAttempts, ct);
}
