using Platform.Contracts;

namespace Platform.Audit;

/// <summary>Entries as a caller reads them: with personal fields in plain, as long as the person's key is there.</summary>
internal sealed class ReadEntries(AuditStore log, SubjectKeys keys)
{
    /// <summary>A page of entries, newest first.</summary>
    public async Task<AuditPage> PageAsync(TenantId tenant, AuditFilter filter, CancellationToken ct)
    {
        var page = await log.PageAsync(tenant, filter, ct);
        return page with { Items = await keys.OpenAsync(tenant, page.Items, ct) };
    }

    /// <summary>One entry by the id of its event, or null when the tenant has none.</summary>
    public async Task<AuditEntry?> FindAsync(TenantId tenant, string id, CancellationToken ct) =>
        await log.FindAsync(tenant, id, ct) is { } entry ? (await keys.OpenAsync(tenant, [entry.ToEntry()], ct))[0] : null;

    /// <summary>What the log holds of a person, oldest first, at most as many entries as a report has rows.</summary>
    public async Task<IReadOnlyList<AuditEntry>> OfSubjectAsync(TenantId tenant, string subject, CancellationToken ct) =>
        await keys.OpenAsync(tenant, await log.OfSubjectAsync(tenant, subject, ReportStore.MaxRows, ct), ct);
}
