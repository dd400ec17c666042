using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Risk.Rules;

/// <summary>A tenant's own rules in PostgreSQL: texts, what was in force when, and the draft.</summary>
internal sealed class RuleStore(TenantDatabase database) : ITellChanges
{
    /// <summary>Told of when a tenant's rules change; the payload is the tenant.</summary>
    public const string Channel = "risk_rules";

    private const int MostActivations = 200;

    private const string Active = """
        SELECT text FROM rule_activations JOIN rule_texts USING (version) ORDER BY sequence DESC LIMIT 1
        """;

    private const string Keep = "INSERT INTO rule_texts (version, text) VALUES ($1, $2) ON CONFLICT (version) DO NOTHING";

    private const string Draft = """
        INSERT INTO rule_draft (version, text) VALUES ($1, $2)
        ON CONFLICT (singleton) DO UPDATE SET version = excluded.version, text = excluded.text
        """;

    private const string Activate = """
        WITH activated AS (
            INSERT INTO rule_activations (version, activated_by, activated_at) SELECT version, $2, $3 FROM rule_texts WHERE version = $1
            RETURNING version)
        SELECT version, pg_notify($4, $5) FROM activated
        """;

    /// <summary>The text in force; null for the one that ships.</summary>
    public Task<string?> ActiveAsync(TenantId tenant, CancellationToken ct) => TextAsync(tenant, Active, null, ct);

    /// <summary>A text that decided once; null when there is none of this version.</summary>
    public Task<string?> FindAsync(TenantId tenant, string version, CancellationToken ct) =>
        TextAsync(tenant, "SELECT text FROM rule_texts WHERE version = $1", version, ct);

    /// <summary>The draft; null without one.</summary>
    public Task<string?> DraftAsync(TenantId tenant, CancellationToken ct) => TextAsync(tenant, "SELECT text FROM rule_draft", null, ct);

    /// <summary>Keeps a text, so that what it decides can be repeated.</summary>
    public Task KeepAsync(TenantId tenant, string version, string text, CancellationToken ct) =>
        database.CommitAsync(tenant, Statement.Of(Keep, version, text), ct);

    /// <summary>Replaces the draft.</summary>
    public Task SaveDraftAsync(TenantId tenant, string version, string text, CancellationToken ct) =>
        database.CommitAsync(tenant, Statement.Of(Draft, version, text), ct);

    /// <summary>Puts a version that is kept in force.</summary>
    /// <returns>False when there is none of this version.</returns>
    public async Task<bool> ActivateAsync(TenantId tenant, RuleActivation activation, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command(Activate);
        command.Parameters.Add(new() { Value = activation.Version });
        command.Parameters.Add(new() { Value = activation.By });
        command.Parameters.Add(new() { Value = activation.At.UtcDateTime });
        command.Parameters.Add(new() { Value = Channel });
        command.Parameters.Add(new() { Value = tenant.ToString() });
        if (await command.ExecuteScalarAsync(ct) is null) return false;

        await connection.CommitAsync(ct);
        return true;
    }

    /// <summary>What was in force, the latest first.</summary>
    public async Task<RuleHistory> HistoryAsync(TenantId tenant, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command(
            $"SELECT version, activated_by, activated_at FROM rule_activations ORDER BY sequence DESC LIMIT {MostActivations}");
        await using var rows = await command.ExecuteReaderAsync(ct);
        var activations = new List<RuleActivation>();
        while (await rows.ReadAsync(ct))
            activations.Add(new(rows.GetString(0), rows.GetString(1), rows.GetFieldValue<DateTimeOffset>(2)));

        return new(activations);
    }

    /// <summary>Tenants whose rules change, as they do; null: any may have changed.</summary>
    public IAsyncEnumerable<string?> ChangesAsync(CancellationToken ct) => database.ListenAsync(Channel, ct);

    private async Task<string?> TextAsync(TenantId tenant, string sql, string? version, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command(sql);
        if (version is not null) command.Parameters.Add(new() { Value = version });
        return await command.ExecuteScalarAsync(ct) as string;
    }
}
