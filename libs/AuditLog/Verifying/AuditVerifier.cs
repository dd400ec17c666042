using System.Text;
using Platform.Contracts;

namespace Platform.AuditLog;

/// <summary>
/// Verifies an export offline: contents against hashes, hashes against the chain, chain and tree against signed checkpoints, and the
/// checkpoints against trusted public keys. It stops at the first thing that is wrong and says what and where.
/// </summary>
/// <remarks>
/// The head of a file is its newest checkpoint, so a file cut off anywhere is found. An older export that was whole in its time still
/// verifies: how new a file must be, only its reader knows; the report names size and time of the head.
/// </remarks>
public sealed class AuditVerifier
{
    private readonly LogReader reader;
    private readonly LogWalk walk;
    private readonly AuditCheckpoint head;
    private readonly CancellationToken ct;

    private AuditVerifier(LogReader reader, LogWalk walk, AuditCheckpoint head, CancellationToken ct) =>
        (this.reader, this.walk, this.head, this.ct) = (reader, walk, head, ct);

    /// <summary>Verifies a file. Time linear in its size, on all processors; memory does not grow with it.</summary>
    /// <param name="file">An export, from its first byte.</param>
    /// <param name="keys">The public keys that are trusted.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>What was found.</returns>
    public static async Task<AuditReport> VerifyAsync(Stream file, KeyRing keys, CancellationToken ct)
    {
        await using var reader = new LogReader(file);
        var isHead = await reader.FirstAsync(ct);
        if (!isHead || AuditLines.Read(reader.Current.Bytes.Span, AuditLines.Head, ContractsJson.Default.AuditCheckpoint) is not { } head)
            return new("", 0, 0, 0, new(Damage.Malformed, 1, 0, "Line 1 is damaged: an export begins with its newest checkpoint."));

        reader.Tenant = Encoding.UTF8.GetBytes(head.Tenant);
        using var walk = new LogWalk(head, keys);
        var finding = walk.Refusal(head) is var (damage, text)
            ? new(damage, 1, 0, $"The head (line 1) cannot be trusted: {text}.")
            : await new AuditVerifier(reader, walk, head, ct).WalkAsync();
        return new(head.Tenant, walk.Size - walk.SealedSize, walk.SealedSize, walk.Checkpoints, finding) { Head = head };
    }

    private async Task<Finding?> WalkAsync()
    {
        while (await reader.NextAsync(ct))
        {
            var line = reader.Current;
            if (line.Kind is LineKind.Entry && walk.TryTake(line)) continue;

            var finding = line.Kind switch
            {
                LineKind.Entry => await WrongEntryAsync(line),
                LineKind.Checkpoint => await CheckpointAsync(line),
                LineKind.Sealed => walk.TryTake(AuditLines.Read(line.Bytes.Span, AuditLines.Sealed, AuditLogJson.Default.SealedPart))
                    ? null
                    : Damaged("the sealed part has no form that it may have"),
                LineKind.Head => Damaged("there is a second head"),
                _ => Damaged("it has no form that a line of an export has"),
            };
            if (finding is not null) return finding;
        }

        return walk.IsAtEnd ? null : CutOff();
    }

    private Finding CutOff() => walk.Size < head.Size
        ? new(Damage.Missing, reader.Number + 1, walk.Size + 1,
            $"{Entries(walk.Size + 1, head.Size)} missing: the file ends with line {reader.Number}, its head promises {head.Size} entries.")
        : new(Damage.Missing, reader.Number + 1, walk.Size,
            $"The checkpoint over {head.Size} entries, with which the file must end, is missing.");

    private async Task<Finding> WrongEntryAsync(LogLine line)
    {
        var at = reader.Number;
        if (line.Sequence != walk.Size + 1) return await MisplacedAsync(line.Sequence, $"entry {line.Sequence}");
        if (line.Sequence > head.Size)
            return Inserted($"Entry {line.Sequence} (line {at}) was inserted: the head ends at {head.Size}.");
        if (await NextEntryAsync() is { } next && next.Sequence == line.Sequence && walk.Continues(next))
            return Inserted($"Line {at} was inserted: the true entry {line.Sequence} comes on line {reader.Number}.");

        return new(Damage.Altered, at, line.Sequence,
            $"Entry {line.Sequence} (line {at}) was altered: its hash is not that of its content and the entries before it.");

        Finding Inserted(string text) => new(Damage.Inserted, at, line.Sequence, text);
    }

    private async Task<Finding?> CheckpointAsync(LogLine line)
    {
        var at = reader.Number;
        if (AuditLines.Read(line.Bytes.Span, AuditLines.Checkpoint, ContractsJson.Default.AuditCheckpoint) is not { } checkpoint)
            return Damaged("it is no checkpoint in the form in which one is written");
        if (walk.Refusal(checkpoint) is null && checkpoint.Size != walk.Size)
            return await MisplacedAsync(checkpoint.Size + 1, $"the checkpoint over {checkpoint.Size} entries");

        return walk.Take(checkpoint) is var (damage, text)
            ? new(damage, at, checkpoint.Size, $"The checkpoint over {checkpoint.Size} entries (line {at}) does not hold: {text}.")
            : null;
    }

    // What is there belongs before `found`: does the one that was expected come later, or not at all?
    private async Task<Finding> MisplacedAsync(long found, string what)
    {
        var (at, expected) = (reader.Number, walk.Size + 1);
        if (found <= expected)
        {
            return new(Damage.Inserted, at, found,
                $"Line {at} was inserted or moved there: {what} comes a second time or too late, entry {expected} is expected.");
        }

        while (await reader.NextAsync(ct))
        {
            if (reader.Current is { Kind: LineKind.Entry } later && later.Sequence == expected)
            {
                return new(Damage.Reordered, at, expected,
                    $"Entry {expected} belongs on line {at} and comes on line {reader.Number}, behind {what}.");
            }
        }

        return new(Damage.Missing, at, expected, $"{Entries(expected, found - 1)} missing before line {at}, which holds {what}.");
    }

    private async Task<LogLine?> NextEntryAsync()
    {
        while (await reader.NextAsync(ct))
        {
            if (reader.Current.Kind is LineKind.Entry) return reader.Current;
        }

        return null;
    }

    private Finding Damaged(string why) => new(
        Damage.Malformed, reader.Number, walk.Size + 1,
        $"Line {reader.Number} is damaged, where entry {walk.Size + 1} is expected: {why}.");

    private static string Entries(long first, long last) => first == last ? $"Entry {first} is" : $"Entries {first} to {last} are";
}
