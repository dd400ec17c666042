using System.ComponentModel.DataAnnotations;

namespace Platform.Audit;

/// <summary>Section <c>Audit</c>. The host does not start with a value out of range.</summary>
internal sealed class AuditOptions
{
    /// <summary>Events in one delivery.</summary>
    [Range(1, 5_000)]
    public int BatchSize { get; init; } = 1_000;

    /// <summary>Milliseconds the sidecar waits to fill a delivery.</summary>
    [Range(1, 10_000)]
    public int BatchWaitMs { get; init; } = 50;

    /// <summary>Entries after which a checkpoint is signed at once.</summary>
    [Range(1, 100_000)]
    public int CheckpointEntries { get; init; } = 1_000;

    /// <summary>Seconds after which what is not signed yet is signed.</summary>
    [Range(1, 3_600)]
    public int CheckpointSeconds { get; init; } = 60;

    /// <summary>
    /// Days after which the contents of entries are deleted and what proves the rest is kept; null for never. One value for all tenants: a
    /// tenant's own <c>retentionDays</c> is about its events, and does not shorten the record of who did what.
    /// </summary>
    [Range(31, 36_500)]
    public int? RetentionDays { get; init; }

    /// <summary>The component with the signing keys.</summary>
    [Required]
    public string SecretStore { get; init; } = "secrets";

    /// <summary>
    /// The secret with the signing keys: PEM private keys of curve P-256. The last one, by name and then by place, signs; the others were
    /// used before.
    /// </summary>
    [Required]
    public string KeySecret { get; init; } = "audit-keys";
}
