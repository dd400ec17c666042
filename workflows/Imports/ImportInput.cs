namespace Platform.Workflows.Imports;

/// <summary>What an import works on. A long one begins a new history now and then, and this is what it carries over.</summary>
internal sealed record ImportInput
{
    /// <summary>Whose import it is.</summary>
    public required string Tenant { get; init; }

    /// <summary>Names the import within the tenant.</summary>
    public required string Id { get; init; }

    /// <summary>The file, below the tenant's folder.</summary>
    public required string File { get; init; }

    /// <summary>Name of a shipped mapping, or YAML; null for the shipped one that fits.</summary>
    public string? Mapping { get; init; }

    /// <summary>Put before the id of every event; null for nothing.</summary>
    public string? IdPrefix { get; init; }

    /// <summary>Limits, taken from the options once: a changed option must not change the course of an import that runs.</summary>
    public required ImportLimits Limits { get; init; }

    /// <summary>What the file was cut into; null while that is not known.</summary>
    public ImportPlan? Plan { get; init; }

    /// <summary>The first chunk that is not done.</summary>
    public int NextChunk { get; init; }

    /// <summary>What became of the chunks before.</summary>
    public ImportTotals Totals { get; init; } = new();

    /// <summary>When the import began, UTC.</summary>
    public DateTime? BegunAt { get; init; }
}

/// <summary>Limits of an import.</summary>
/// <param name="ChunkRows">Rows of a chunk.</param>
/// <param name="ChunkBytes">The largest chunk.</param>
/// <param name="ChunksAtOnce">Chunks sent at once.</param>
/// <param name="ChunksPerRun">Chunks before a new history begins.</param>
/// <param name="MaxChunks">The most chunks of a file.</param>
internal sealed record ImportLimits(int ChunkRows, int ChunkBytes, int ChunksAtOnce, int ChunksPerRun, int MaxChunks);

/// <summary>What a file was cut into.</summary>
/// <param name="Mapping">The mapping that read it.</param>
/// <param name="Rows">Its rows, bad ones included.</param>
/// <param name="Chunks">Its chunks, numbered from 0.</param>
/// <param name="Error">Why it cannot be imported at all, in plain words; null when it can.</param>
internal sealed record ImportPlan(string Mapping, long Rows, int Chunks, string? Error = null);

/// <summary>A call for one chunk.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Id">Of which import.</param>
/// <param name="Chunk">Its number.</param>
internal sealed record ChunkCall(string Tenant, string Id, int Chunk);

/// <summary>What became of a chunk.</summary>
/// <param name="Chunk">Its number.</param>
/// <param name="Accepted">Events accepted.</param>
/// <param name="Duplicates">Events known before.</param>
/// <param name="Rejected">Rows refused.</param>
/// <param name="Reasons">Reasons and how many rows each refused; null for none.</param>
internal sealed record ChunkResult(int Chunk, int Accepted, int Duplicates, int Rejected, Dictionary<string, long>? Reasons = null)
{
    /// <summary>Why the chunk was not sent to its end and has to be sent again later, in plain words; null when it was.</summary>
    public string? Waiting { get; init; }

    /// <summary>Its rows.</summary>
    public int Rows => Accepted + Duplicates + Rejected;
}

/// <summary>Chunks whose blobs are no longer needed.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Id">Of which import.</param>
/// <param name="From">The first.</param>
/// <param name="To">The one after the last.</param>
internal sealed record ChunkRange(string Tenant, string Id, int From, int To);

/// <summary>Asks for the rejected lines to be put together.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Id">Of which import.</param>
/// <param name="File">The imported file.</param>
/// <param name="Chunks">The chunks that have any, in order.</param>
internal sealed record RejectedCall(string Tenant, string Id, string File, int[] Chunks);
