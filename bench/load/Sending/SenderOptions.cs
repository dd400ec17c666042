using Platform.Contracts;

namespace Platform.Load.Sending;

/// <summary>How events are cut into requests.</summary>
public sealed record SenderOptions
{
    /// <summary>The most events in a request.</summary>
    public int ChunkEvents { get; init; } = 500;

    /// <summary>How long the first event of a request may wait for others.</summary>
    public TimeSpan ChunkAge { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The most requests in flight; when reached, events wait and their lateness is counted.</summary>
    public int MaxInFlight { get; init; } = 8;

    /// <summary>How long a request may take before it is sent again.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a chunk is tried before its events count as failed.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Told of every chunk that the platform answered for good; called from several threads.</summary>
    public Action<DeliveredChunk>? Delivered { get; init; }
}

/// <summary>A chunk that was answered.</summary>
/// <param name="Transactions">Its events, in order.</param>
/// <param name="Result">What became of them.</param>
/// <param name="AnsweredAt">Timestamp (of the client's clock) of the answer.</param>
public readonly record struct DeliveredChunk(IReadOnlyList<Transaction> Transactions, IngestResult Result, long AnsweredAt);
