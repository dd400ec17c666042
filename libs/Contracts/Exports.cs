using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>How far an export is.</summary>
[JsonConverter(typeof(EnumByName<ExportStatus>))]
public enum ExportStatus
{
    /// <summary>Tables are being read.</summary>
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>The archive can be fetched.</summary>
    [JsonStringEnumMemberName("completed")] Completed,

    /// <summary>It gave up; <see cref="TenantExport.Error"/> says why.</summary>
    [JsonStringEnumMemberName("failed")] Failed,
}

/// <summary>A table in an export: one NDJSON file, a row a line.</summary>
/// <param name="Name">The table; its file is <c>{name}.ndjson</c>.</param>
/// <param name="Rows">Its lines.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of the file, hex.</param>
/// <param name="Parts">Pieces that it is kept in; the archive has it in one.</param>
public sealed record ExportedTable(string Name, long Rows, long Bytes, string Sha256, int Parts);

/// <summary>What an archive holds: its first file, <c>manifest.json</c>.</summary>
public sealed record ExportManifest
{
    /// <summary>Whose data.</summary>
    public required TenantId Id { get; init; }

    /// <summary>The tenant as the registry has it; null when it was never registered.</summary>
    public Tenant? Tenant { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>When the first table was read, UTC. Each is whole at the time at which it was read.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the last one was, UTC.</summary>
    public required DateTimeOffset CompletedAt { get; init; }

    /// <summary>The tables, by name.</summary>
    public required IReadOnlyList<ExportedTable> Tables { get; init; }
}

/// <summary>The latest export of a tenant.</summary>
public sealed record TenantExport
{
    /// <summary>How far it is.</summary>
    public required ExportStatus Status { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>When it was asked for, UTC.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Tables that are done; null before they are known.</summary>
    public int? TablesDone { get; init; }

    /// <summary>Tables that there are; null before they are known.</summary>
    public int? Tables { get; init; }

    /// <summary>What the archive holds, once it is complete.</summary>
    public ExportManifest? Manifest { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }
}
