using Platform.Contracts;
using Platform.Postgres;
using Platform.Risk.Decisions;

namespace Platform.Risk.Replays;

/// <summary>What decided, by the versions that decisions name. Every method asks whose it is first.</summary>
internal sealed class EvidenceStore(TenantDatabase database)
{
    private const string Find = """
        SELECT (SELECT text FROM rule_texts WHERE version = $1), (SELECT text FROM kept_texts WHERE version = $2),
            (SELECT text FROM kept_texts WHERE version = $3), (SELECT bytes FROM kept_models WHERE version = $4),
            (SELECT bytes FROM kept_models WHERE version = $5)
        """;

    private const string KeepTexts = """
        INSERT INTO kept_texts (version, text) SELECT * FROM unnest($1, $2) ON CONFLICT (version) DO NOTHING
        """;

    private const string KeepModel = "INSERT INTO kept_models (version, bytes) VALUES ($1, $2) ON CONFLICT (version) DO NOTHING";

    /// <summary>Keeps texts, so that what they decide can be repeated.</summary>
    public Task KeepAsync(TenantId tenant, IReadOnlyList<(string Version, string Text)> texts, CancellationToken ct) =>
        database.CommitAsync(
            tenant, Statement.Of(KeepTexts, texts.Select(one => one.Version).ToArray(), texts.Select(one => one.Text).ToArray()), ct);

    /// <summary>Keeps a model, before it decides.</summary>
    public Task KeepModelAsync(TenantId tenant, string version, byte[] bytes, CancellationToken ct) =>
        database.CommitAsync(tenant, Statement.Of(KeepModel, version, bytes), ct);

    /// <summary>One of the texts that were kept; null when it was not.</summary>
    public async Task<string?> TextAsync(TenantId tenant, string version, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command("SELECT text FROM kept_texts WHERE version = $1");
        command.Parameters.Add(new() { Value = version });
        return await command.ExecuteScalarAsync(ct) as string;
    }

    /// <summary>What decided one decision; parts are null that were not kept.</summary>
    public async Task<KeptEvidence> OfAsync(TenantId tenant, DecisionRow decision, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command(Find);
        string[] versions =
            [decision.RulesVersion, decision.FeatureSet, decision.Settings, decision.ModelVersion ?? "", decision.EnsembleVersion ?? ""];
        foreach (var version in versions) command.Parameters.Add(new() { Value = version });

        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return new(
            row.IsDBNull(0) ? null : row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1),
            row.IsDBNull(2) ? null : row.GetString(2), row.IsDBNull(3) ? null : row.GetFieldValue<byte[]>(3),
            row.IsDBNull(4) ? null : row.GetFieldValue<byte[]>(4));
    }
}

/// <summary>What decided a decision, as it was kept.</summary>
internal sealed record KeptEvidence(string? Rules, string? Features, string? Settings, byte[]? Model, byte[]? Ensemble);
