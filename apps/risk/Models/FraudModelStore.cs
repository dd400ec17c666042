using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Risk.Models;

/// <summary>Which ensemble of a tenant is in force, in PostgreSQL. Bytes are kept with the evidence, for ever.</summary>
internal sealed class FraudModelStore(TenantDatabase database) : ITellChanges
{
    /// <summary>Told of when another ensemble comes into force; the payload is the tenant.</summary>
    public const string Channel = "risk_models";

    private const string Active = """
        SELECT kept_models.bytes
        FROM (SELECT version FROM model_activations ORDER BY registry_sequence DESC, sequence DESC LIMIT 1) AS active
        JOIN kept_models USING (version)
        """;

    private const string Activate = $$"""
        INSERT INTO model_activations (version, activated_by, activated_at, registry_sequence)
        SELECT nullif($1, '{{ModelChoice.None}}'), $2, $3, $4
        WHERE $4 > (SELECT coalesce(max(registry_sequence), 0) FROM model_activations)
        RETURNING pg_notify($5, $6)
        """;

    /// <summary>The ensemble in force; null for none.</summary>
    public async Task<byte[]?> ActiveAsync(TenantId tenant, CancellationToken ct) => 
        (await database.QueryAsync(tenant, new(Active), row => row.GetFieldValue<byte[]>(0), ct)).SingleOrDefault();

    /// <summary>Whether a model is kept.</summary>
    public async Task<bool> HasAsync(TenantId tenant, string version, CancellationToken ct) =>
        await database.QueryAsync(
            tenant, Statement.Of("SELECT version FROM kept_models WHERE version = $1", version), row => row.GetString(0), ct) is [_];

    /// <summary>Puts an ensemble that is kept in force, or none, unless a later choice is in force.</summary>
    public Task ActivateAsync(TenantId tenant, ModelActivation choice, CancellationToken ct) => database.CommitAsync(
        tenant,
        Statement.Of(Activate, choice.Version, choice.By, choice.At.UtcDateTime, choice.Sequence, Channel, tenant.ToString()), ct);

    /// <summary>Tenants whose ensemble changes, as it does; null: any may have changed.</summary>
    public IAsyncEnumerable<string?> ChangesAsync(CancellationToken ct) => database.ListenAsync(Channel, ct);
}
