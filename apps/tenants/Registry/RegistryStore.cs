using System.Text.Json;
using Npgsql;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Tenants;

/// <summary>Reads the registry. Its tables are the operators'; whom a row is about is the first parameter all the same.</summary>
internal sealed class RegistryStore(TenantDatabase database)
{
    public const int MostChanges = 500;

    /// <summary>One tenant, or null.</summary>
    public async Task<Tenant?> FindAsync(TenantId tenant, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(TenantId.Operators, ct);
        await using var command = connection.Command("SELECT body FROM tenants WHERE id = $1");
        command.Parameters.Add(new() { Value = tenant.ToString() });
        return await command.ExecuteScalarAsync(ct) is string body ? Read(body) : null;
    }

    /// <summary>Tenants by id, after one.</summary>
    public async Task<TenantPage> PageAsync(string after, int limit, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(TenantId.Operators, ct);
        await using var command = connection.Command("SELECT body FROM tenants WHERE id > $1 ORDER BY id LIMIT $2");
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit + 1 });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var tenants = new List<Tenant>(limit);
        while (tenants.Count < limit && await rows.ReadAsync(ct)) tenants.Add(Read(rows.GetString(0)));

        // One row more than asked for was selected: it says whether another page follows.
        return new(tenants, await rows.ReadAsync(ct) ? tenants[^1].Id.ToString() : null);
    }

    /// <summary>The latest changes of a tenant, newest first.</summary>
    public async Task<TenantChanges> ChangesAsync(TenantId tenant, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(TenantId.Operators, ct);
        await using var command = connection.Command("""
            SELECT version, at, by, field, was, became FROM tenant_changes WHERE tenant = $1 ORDER BY version DESC, field LIMIT $2
            """);
        command.Parameters.Add(new() { Value = tenant.ToString() });
        command.Parameters.Add(new() { Value = MostChanges });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var changes = new List<TenantChange>();
        while (await rows.ReadAsync(ct))
        {
            changes.Add(new(
                rows.GetInt32(0), rows.GetFieldValue<DateTimeOffset>(1), rows.GetString(2), rows.GetString(3),
                Text(rows, 4), Text(rows, 5)));
        }

        return new(changes);
    }

    /// <summary>The certificate of a tenant that was erased, or null.</summary>
    public async Task<ErasureCertificate?> CertificateAsync(TenantId tenant, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(TenantId.Operators, ct);
        await using var command = connection.Command("SELECT body FROM erasure_certificates WHERE tenant = $1");
        command.Parameters.Add(new() { Value = tenant.ToString() });
        return await command.ExecuteScalarAsync(ct) is string body
            ? JsonSerializer.Deserialize(body, ContractsJson.Default.ErasureCertificate)
            : null;
    }

    internal static Tenant Read(string body) =>
        JsonSerializer.Deserialize(body, ContractsJson.Default.Tenant) ?? throw new JsonException("The stored tenant is null.");

    private static string? Text(NpgsqlDataReader rows, int column) => rows.IsDBNull(column) ? null : rows.GetString(column);
}
