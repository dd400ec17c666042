namespace Platform.AuditLog;

/// <summary>What is wrong with a file.</summary>
public enum Damage
{
    /// <summary>An entry or checkpoint is not what it was.</summary>
    Altered,

    /// <summary>Entries or checkpoints are not there.</summary>
    Missing,

    /// <summary>Entries are in another order.</summary>
    Reordered,

    /// <summary>An entry is there that was not.</summary>
    Inserted,

    /// <summary>A checkpoint was signed with a key that is not trusted.</summary>
    UnknownKey,

    /// <summary>A line has no form that an export has.</summary>
    Malformed,
}

/// <summary>The first thing that is wrong with a file.</summary>
/// <param name="Damage">What kind of thing.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Sequence">The entry, from 1; for a checkpoint its size; 0 for the head.</param>
/// <param name="Text">The same in plain words.</param>
public sealed record Finding(Damage Damage, long Line, long Sequence, string Text);

/// <summary>The outcome of verifying a file.</summary>
/// <param name="Tenant">Whose log, as far as the head could be read; else empty.</param>
/// <param name="Entries">Entries that were found as they must be, before the finding if there is one.</param>
/// <param name="Sealed">Entries before them whose content is gone.</param>
/// <param name="Checkpoints">Checkpoints whose signature and hashes hold.</param>
/// <param name="Finding">The first thing that is wrong; null when nothing is.</param>
public sealed record AuditReport(string Tenant, long Entries, long Sealed, int Checkpoints, Finding? Finding)
{
    /// <summary>The newest checkpoint, from the head; null when it could not be read.</summary>
    public Contracts.AuditCheckpoint? Head { get; init; }
}
