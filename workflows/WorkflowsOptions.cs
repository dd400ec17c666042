using System.ComponentModel.DataAnnotations;

namespace Platform.Workflows;

/// <summary>Section <c>Workflows</c>. The host does not start with a value out of range.</summary>
internal sealed class WorkflowsOptions
{
    /// <summary>Rows of a chunk: what is sent, counted and, after a crash, sent again; ingest names at most 1,000 refused ones.</summary>
    [Range(1, 1_000)]
    public int ChunkRows { get; init; } = 1_000;

    /// <summary>The largest chunk, in bytes; well below the sidecar's limit of 4 MiB, since it travels as a JSON text.</summary>
    [Range(1 << 10, 1 << 20)]
    public int ChunkBytes { get; init; } = 512 << 10;

    /// <summary>Chunks of one import that are sent at once.</summary>
    [Range(1, 64)]
    public int ChunksAtOnce { get; init; } = 4;

    /// <summary>Chunks after which an import begins a new history, so that it stays short however large the file is.</summary>
    [Range(1, 1_000)]
    public int ChunksPerRun { get; init; } = 250;

    /// <summary>The most chunks of one file; a larger file is refused.</summary>
    [Range(1, 200_000)]
    public int MaxChunks { get; init; } = 200_000;

    /// <summary>
    /// Rows of one request to ingest. No more than ingest records at once (<c>Ingest__BatchSize</c>): then a "later" means that none of
    /// them was taken, and those that are sent again are not counted as known before.
    /// </summary>
    [Range(1, 1_000)]
    public int SendRows { get; init; } = 500;

    /// <summary>Times that ingest may say "later" to one chunk before the workflow's own, longer retries take over.</summary>
    [Range(1, 100)]
    public int SendAttempts { get; init; } = 20;

    /// <summary>Imports that a tenant's list keeps; older ones are dropped from it.</summary>
    [Range(1, 5_000)]
    public int ListedImports { get; init; } = 1_000;

    /// <summary>When a tenant's daily work begins, as a schedule with six fields, seconds first, in UTC.</summary>
    [Required]
    public string DailySchedule { get; init; } = "TZ=UTC 0 30 3 * * *";

    /// <summary>Days after which what an ended import left in blob storage is removed.</summary>
    [Range(0, 365)]
    public int LeftoverDays { get; init; } = 2;

    /// <summary>Days for which a tenant's export can be fetched.</summary>
    [Range(1, 365)]
    public int ExportDays { get; init; } = 7;

    /// <summary>Days after which an ended import is forgotten.</summary>
    [Range(1, 3_650)]
    public int RetentionDays { get; init; } = 30;
}
