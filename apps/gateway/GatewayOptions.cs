using System.ComponentModel.DataAnnotations;

namespace Platform.Gateway;

/// <summary>Section <c>Gateway</c>. The host does not start with a value out of range.</summary>
internal sealed class GatewayOptions
{
    /// <summary>The largest JSON body, in bytes; the sidecar's own limit is 4 MiB. NDJSON has none.</summary>
    [Range(1 << 10, 64 << 20)]
    public int MaxJsonBytes { get; init; } = 4 << 20;

    /// <summary>The longest line of NDJSON, in bytes; a longer one is refused, the others are not affected.</summary>
    [Range(1 << 8, 1 << 20)]
    public int MaxLineBytes { get; init; } = 64 << 10;

    /// <summary>The largest piece of NDJSON that is forwarded at once, in bytes.</summary>
    [Range(1 << 20 >> 4, 4 << 20)]
    public int MaxChunkBytes { get; init; } = 512 << 10;

    /// <summary>The most lines that are forwarded at once.</summary>
    [Range(1, 5_000)]
    public int MaxChunkLines { get; init; } = 500;

    /// <summary>Milliseconds that a line waits for others before it is forwarded.</summary>
    [Range(1, 1_000)]
    public int ChunkWaitMs { get; init; } = 20;

    /// <summary>Refused lines that an answer lists; the others are counted.</summary>
    [Range(1, 10_000)]
    public int MaxListedRejections { get; init; } = 1_000;

    /// <summary>Memory for bodies that are being taken in, in bytes; beyond it a request is answered with 503.</summary>
    [Range(8L << 20, 8L << 30)]
    public long MaxBufferedBytes { get; init; } = 256L << 20;

    /// <summary>Requests per second that a tenant may send in the long run.</summary>
    [Range(1, 1_000_000)]
    public int TenantRequestsPerSecond { get; init; } = 5_000;

    /// <summary>Requests that a tenant may send at once after a pause.</summary>
    [Range(1, 1_000_000)]
    public int TenantBurst { get; init; } = 10_000;

    /// <summary>Requests per second that one API key may send in the long run.</summary>
    [Range(1, 1_000_000)]
    public int KeyRequestsPerSecond { get; init; } = 2_500;

    /// <summary>Requests that one API key may send at once after a pause.</summary>
    [Range(1, 1_000_000)]
    public int KeyBurst { get; init; } = 5_000;

    /// <summary>Seconds after which replicas tell each other what they were asked for, and share the limits anew.</summary>
    [Range(1, 10)]
    public int ShareSeconds { get; init; } = 1;

    /// <summary>Seconds within which a service must begin to answer.</summary>
    [Range(1, 300)]
    public int ServiceTimeoutSeconds { get; init; } = 30;

    /// <summary>Live streams at once; each holds one connection to the sidecar.</summary>
    [Range(1, 10_000)]
    public int MaxLiveStreams { get; init; } = 500;

    /// <summary>Seconds that a body may be slower than <see cref="MinBodyBytesPerSecond"/> before it is given up with 408.</summary>
    [Range(2, 300)]
    public int BodyGraceSeconds { get; init; } = 5;

    /// <summary>The slowest body that is waited for, in bytes per second.</summary>
    [Range(1, 1 << 20)]
    public int MinBodyBytesPerSecond { get; init; } = 240;

    /// <summary>How long a replica counts that is not heard of, and shares hold that cannot be made anew.</summary>
    public TimeSpan SharesGoodFor => TimeSpan.FromSeconds(3 * ShareSeconds);
}
