using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Risk.Lists;

/// <summary>Entries for a list, a line of NDJSON each, read and checked on its own: a wrong one is refused, the others are not.</summary>
internal sealed class EntryLines
{
    // An entry has 400 characters; what a sender adds beside them is passed over.
    private const int MostLineBytes = 64 << 10;

    private readonly Dictionary<string, NewListEntry> entries = new(StringComparer.Ordinal);
    private readonly List<RejectedEvent> rejected = [];
    private int good;

    private EntryLines()
    {
    }

    /// <summary>Those that are right, each value once: the later line counts, as if they had come one by one.</summary>
    public IReadOnlyList<NewListEntry> Entries => [.. entries.Values];

    /// <summary>Reads a body to its end. An empty line is no entry but counts as a position.</summary>
    /// <exception cref="BadHttpRequestException">There are more lines than go in at once (413).</exception>
    public static async Task<EntryLines> ReadAsync(PipeReader body, CancellationToken ct)
    {
        var (lines, cutter) = (new EntryLines(), new LineCutter(MostLineBytes));
        for (var completed = false; !completed;)
        {
            var read = await body.ReadAsync(ct);
            completed = read.IsCompleted;
            var rest = read.Buffer;
            try
            {
                while (cutter.TryCut(ref rest, completed, out var line)) lines.Take(line);
            }
            finally
            {
                // Also of a body that is too long: else the server cannot drain it.
                body.AdvanceTo(rest.Start, rest.End);
            }
        }

        return lines;
    }

    /// <summary>What became of the lines when the entries are on the list.</summary>
    public IngestResult Result(ListChange change) => new((int)change.Changed, good - (int)change.Changed, rejected);

    private void Take(BodyLine line)
    {
        if (line.Index >= NewListEntriesValidator.MostEntries)
        {
            throw new BadHttpRequestException(
                $"At most {NewListEntriesValidator.MostEntries} lines at once.", StatusCodes.Status413PayloadTooLarge);
        }

        var json = line.Bytes.IsSingleSegment ? line.Bytes.FirstSpan : line.Bytes.ToArray();
        if (line.IsTooLong) Reject(line, [new("", $"The line is longer than {MostLineBytes} bytes.")]);
        else if (!json.Trim(" \t\r"u8).IsEmpty) Take(line, json);
    }

    private void Take(BodyLine line, ReadOnlySpan<byte> json)
    {
        try
        {
            if (JsonSerializer.Deserialize(json, ContractsJson.Default.NewListEntry) is not { } entry)
                Reject(line, [new("", "An entry is expected.")]);
            else if (ListEntryCheck.Error(entry) is { } error) Reject(line, [error]);
            else Put(entry);
        }
        catch (JsonException e)
        {
            Reject(line, JsonErrors.Of(e));
        }
    }

    private void Put(NewListEntry entry)
    {
        entries[entry.Value] = entry;
        good++;
    }

    private void Reject(BodyLine line, IReadOnlyList<FieldError> errors) => rejected.Add(new(line.Index, errors));
}
