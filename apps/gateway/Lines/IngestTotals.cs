using Platform.Contracts;

namespace Platform.Gateway;

/// <summary>What became of the lines so far, summed over the chunks.</summary>
internal sealed class IngestTotals(int maxListed)
{
    private const int MaxErrorKeys = 100;
    private readonly List<RejectedEvent> rejected = [];
    private int accepted, duplicates, unlisted;

    /// <summary>Lines of the body that were forwarded and answered: where a caller goes on after a failure.</summary>
    public int NextIndex { get; private set; }

    /// <summary>Adds the outcome of a chunk; its positions become those of the body.</summary>
    public void Add(LineChunk chunk, IngestResult? result)
    {
        var refused = result?.Rejected.Select(e => e with { Index = e.Index + chunk.FirstIndex }) ?? [];
        foreach (var e in refused.Concat(chunk.TooLong).OrderBy(e => e.Index))
        {
            Reject(e);
        }

        accepted += result?.Accepted ?? 0;
        duplicates += result?.Duplicates ?? 0;
        unlisted += result?.Unlisted ?? 0;
        NextIndex = chunk.FirstIndex + chunk.Lines;
    }

    /// <summary>202 when anything was taken or nothing was wrong, 400 when everything was wrong.</summary>
    public IResult Answer() => rejected.Count > 0 && accepted + duplicates is 0
        ? TypedResults.ValidationProblem(ErrorsByLine(), extensions: Counts())
        : TypedResults.Json(
            new IngestResult(accepted, duplicates, rejected) { Unlisted = unlisted }, statusCode: StatusCodes.Status202Accepted);

    /// <summary>The outcome so far as members of a problem, the same as those of the result.</summary>
    public Dictionary<string, object?> Counts() => new()
    {
        ["accepted"] = accepted,
        ["duplicates"] = duplicates,
        ["rejected"] = rejected,
        ["unlisted"] = unlisted,
        ["nextIndex"] = NextIndex,
    };

    private void Reject(RejectedEvent e)
    {
        if (rejected.Count < maxListed)
        {
            rejected.Add(e);
        }
        else
        {
            unlisted++;
        }
    }

    private Dictionary<string, string[]> ErrorsByLine() => rejected
        .SelectMany(e => e.Errors.Select(error => (Key: KeyOf(e.Index, error.Field), error.Message)))
        .Take(MaxErrorKeys)
        .GroupBy(error => error.Key, error => error.Message, StringComparer.Ordinal)
        .ToDictionary(errors => errors.Key, errors => errors.ToArray(), StringComparer.Ordinal);

    private static string KeyOf(int index, string field) => field.Length is 0 ? $"[{index}]" : $"[{index}].{field}";
}
