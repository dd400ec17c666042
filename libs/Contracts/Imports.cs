using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>Where an import is in its life.</summary>
[JsonConverter(typeof(EnumByName<ImportStatus>))]
public enum ImportStatus
{
    /// <summary>It has not begun.</summary>
    [JsonStringEnumMemberName("waiting")] Waiting,

    /// <summary>Its rows are being read or sent.</summary>
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>Someone paused it; it goes on where it stopped.</summary>
    [JsonStringEnumMemberName("paused")] Paused,

    /// <summary>Every row was accepted, known already, or rejected with a reason.</summary>
    [JsonStringEnumMemberName("completed")] Completed,

    /// <summary>It gave up; <see cref="Import.Error"/> says why. Rows that were accepted stay accepted.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>Someone ended it. Rows that were accepted stay accepted.</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,
}

/// <summary>What an import is doing.</summary>
[JsonConverter(typeof(EnumByName<ImportPhase>))]
public enum ImportPhase
{
    /// <summary>The file is read and cut into chunks; nothing is sent yet.</summary>
    [JsonStringEnumMemberName("reading")] Reading,

    /// <summary>Chunks are validated and sent.</summary>
    [JsonStringEnumMemberName("importing")] Importing,

    /// <summary>The rejected lines are written beside the file.</summary>
    [JsonStringEnumMemberName("finishing")] Finishing,

    /// <summary>Nothing is left to do.</summary>
    [JsonStringEnumMemberName("done")] Done,
}

/// <summary>Asks for a file to be imported.</summary>
public sealed record ImportRequest
{
    /// <summary>Name of a file in the tenant's part of blob storage: CSV or NDJSON, plain, gzip or in a tar archive.</summary>
    public required string File { get; init; }

    /// <summary>Which column is what: the name of a shipped mapping, or YAML; absent: the shipped one whose columns the file has.</summary>
    public string? Mapping { get; init; }

    /// <summary>Chosen by the caller, so that a repeated request does not import twice: 1-16 of a-z and 0-9; absent: a new one.</summary>
    public string? Id { get; init; }

    /// <summary>Put before the id of every event: at most 24 letters, digits and <c>. _ : -</c>; absent: nothing.</summary>
    public string? IdPrefix { get; init; }
}

/// <summary>How far an import is.</summary>
public sealed record ImportProgress
{
    /// <summary>What it is doing.</summary>
    public required ImportPhase Phase { get; init; }

    /// <summary>Rows of the file; null while it is still being read.</summary>
    public long? Rows { get; init; }

    /// <summary>Rows of which it is known what became of them.</summary>
    public long Done { get; init; }

    /// <summary>Events that were accepted: they will be decided.</summary>
    public long Accepted { get; init; }

    /// <summary>Events whose id had been accepted before, also by an attempt of this import that was cut short.</summary>
    public long Duplicates { get; init; }

    /// <summary>Rows that were refused.</summary>
    public long Rejected { get; init; }

    /// <summary>Rows per second lately; null when nothing can be said yet.</summary>
    public double? RowsPerSecond { get; init; }

    /// <summary>Seconds until the last row at that rate; null when nothing can be said yet.</summary>
    public double? SecondsLeft { get; init; }

    /// <summary>Why the import paused itself, in plain words: no row is lost, and it goes on when it is resumed. Else null.</summary>
    public string? Waiting { get; init; }
}

/// <summary>A reason for refusing rows, and how many it met.</summary>
/// <param name="Reason">The field and what is expected of it, without the values of single rows.</param>
/// <param name="Rows">Rows refused for it; a row may be refused for several.</param>
public sealed record RejectionReason(string Reason, long Rows);

/// <summary>How an import ended: every row is counted once.</summary>
public sealed record ImportReport
{
    /// <summary>The mapping that read the file.</summary>
    public required string Mapping { get; init; }

    /// <summary>Rows of the file: the sum of the three below.</summary>
    public required long Rows { get; init; }

    /// <summary>Events that were accepted.</summary>
    public required long Accepted { get; init; }

    /// <summary>Events whose id had been accepted before, also by an attempt of this import that was cut short.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Rows that were refused.</summary>
    public required long Rejected { get; init; }

    /// <summary>The reasons that refused most rows, at most ten.</summary>
    public required IReadOnlyList<RejectionReason> Reasons { get; init; }

    /// <summary>Files with the refused lines and why, one JSON object a line; they are beside the imported file.</summary>
    public required IReadOnlyList<string> RejectedFiles { get; init; }

    /// <summary>Seconds from the beginning to the last row, pauses included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Rows per second over that time.</summary>
    public required double RowsPerSecond { get; init; }
}

/// <summary>An import of a tenant.</summary>
public sealed record Import
{
    /// <summary>Names it within the tenant.</summary>
    public required string Id { get; init; }

    /// <summary>The file in the tenant's part of blob storage.</summary>
    public required string File { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required ImportStatus Status { get; init; }

    /// <summary>When it was asked for, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When something last happened to it, UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How far it is; null before it began.</summary>
    public ImportProgress? Progress { get; init; }

    /// <summary>How it ended; null unless it is completed.</summary>
    public ImportReport? Report { get; init; }

    /// <summary>Why it failed, in plain words; null unless it did.</summary>
    public string? Error { get; init; }
}

/// <summary>The latest imports of a tenant.</summary>
/// <param name="Items">Newest first.</param>
public sealed record ImportPage(IReadOnlyList<Import> Items);
