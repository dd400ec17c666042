using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Tenants;

/// <summary>
/// Ends an erasure: what the registry itself holds of the tenant goes, its schema and role go, and a signed certificate stays. Done twice,
/// the first certificate counts.
/// </summary>
internal sealed class FinishErasure(
    TenantDatabase database, RegistryStore registry, RegistryChanges changes, SigningKey signing, TimeProvider time)
{
    private const string KeepSql = "INSERT INTO erasure_certificates (tenant, body) VALUES ($1, $2) ON CONFLICT (tenant) DO NOTHING";

    public async Task<ErasureCertificate?> HandleAsync(TenantId tenant, ErasureRecord record, CancellationToken ct)
    {
        if (await registry.FindAsync(tenant, ct) is not { Status: TenantStatus.Erasing or TenantStatus.Erased } entry) return null;
        if (await registry.CertificateAsync(tenant, ct) is null)
        {
            // Signed before anything goes: without a key nothing is erased that could not be proven.
            var certificate = await SignedAsync(tenant, record, ct);
            await RemoveRecordsAsync(tenant, ct);
            await database.DropAsync(tenant, ct);
            await KeepAsync(tenant, certificate, ct);
        }

        await changes.ChangeAsync(tenant, record.RequestedBy, _ => Emptied(entry), ct);
        return await registry.CertificateAsync(tenant, ct);
    }

    // The id stays, so that nobody else ever gets it; whom it belonged to goes.
    private static Tenant Emptied(Tenant entry) => new()
    {
        Id = entry.Id,
        Status = TenantStatus.Erased,
        Name = "",
        Contact = "",
        Plan = entry.Plan,
        Version = entry.Version,
        CreatedAt = entry.CreatedAt,
        UpdatedAt = entry.UpdatedAt,
    };

    private async Task<ErasureCertificate> SignedAsync(TenantId tenant, ErasureRecord record, CancellationToken ct)
    {
        var certificate = new ErasureCertificate
        {
            Tenant = tenant, RequestedBy = record.RequestedBy, ErasedAt = time.GetUtcNow(), Items = record.Items,
        };
        var signed = JsonSerializer.SerializeToUtf8Bytes(certificate, ContractsJson.Default.ErasureCertificate);
        var (publicKey, signature) = await signing.SignAsync(signed, ct);
        return certificate with { PublicKey = publicKey, Signature = signature };
    }

    // What was recorded of its changes names its people.
    private async Task RemoveRecordsAsync(TenantId tenant, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(TenantId.Operators, ct);
        await using var batch = new NpgsqlBatch(connection.Connection, connection.Transaction);
        foreach (var table in (string[])["api_keys", "tenant_changes", "quota_used"])
            batch.BatchCommands.Add(new($"DELETE FROM {table} WHERE tenant = $1") { Parameters = { new() { Value = tenant.ToString() } } });
        await batch.ExecuteNonQueryAsync(ct);
        await connection.CommitAsync(ct);
    }

    private async Task KeepAsync(TenantId tenant, ErasureCertificate certificate, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(TenantId.Operators, ct);
        await using var command = connection.Command(KeepSql);
        command.Parameters.Add(new() { Value = tenant.ToString() });
        var body = JsonSerializer.Serialize(certificate, ContractsJson.Default.ErasureCertificate);
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Json, Value = body });
        await command.ExecuteNonQueryAsync(ct);
        await connection.CommitAsync(ct);
    }
}
