using System.ComponentModel.DataAnnotations;

namespace Platform.Ingest;

/// <summary>Section <c>Ingest</c>. The host does not start with a value out of range.</summary>
internal sealed class IngestOptions
{
    /// <summary>The largest request body, in bytes; the sidecar's own limit is 4 MiB.</summary>
    [Range(1 << 10, 64 << 20)]
    public int MaxBodyBytes { get; init; } = 4 << 20;

    /// <summary>The longest single event, in bytes; a longer one is refused and the rest goes on.</summary>
    [Range(1 << 8, 1 << 20)]
    public int MaxEventBytes { get; init; } = 64 << 10;

    /// <summary>Events that are recorded and published together.</summary>
    [Range(1, 5_000)]
    public int BatchSize { get; init; } = 500;

    /// <summary>Refused events that an answer lists; the others are counted.</summary>
    [Range(1, 10_000)]
    public int MaxListedRejections { get; init; } = 1_000;

    /// <summary>Batches in the database and the broker at once.</summary>
    [Range(1, 64)]
    public int ConcurrentBatches { get; init; } = 8;

    /// <summary>Batches that may wait for their turn; the next one is answered with 503.</summary>
    [Range(0, 10_000)]
    public int QueuedBatches { get; init; } = 64;

    /// <summary>How long an id is remembered, in hours: within that time the same id is a duplicate.</summary>
    [Range(1, 24 * 30)]
    public int RememberHours { get; init; } = 24;

    /// <summary>Minutes between two clean-ups of forgotten ids.</summary>
    [Range(1, 24 * 60)]
    public int ForgetEveryMinutes { get; init; } = 10;
}
