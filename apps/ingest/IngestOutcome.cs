using Platform.Contracts;

namespace Platform.Ingest;

/// <summary>What became of the events of a request, and the answer that says so.</summary>
internal sealed class IngestOutcome(int maxListed)
{
    private const int MaxErrorKeys = 100;
    private readonly List<RejectedEvent> rejected = [];
    private int accepted, duplicates, unlisted;
    private bool alone;

    public void Add(int newOnes, int repeated)
    {
        accepted += newOnes;
        duplicates += repeated;
    }

    /// <summary>Notes a refused event; after the limit it is only counted.</summary>
    /// <param name="e">The event and its errors.</param>
    /// <param name="isAlone">Whether it is all there is in the request.</param>
    public void Reject(RejectedEvent e, bool isAlone)
    {
        alone = isAlone;
        if (rejected.Count < maxListed)
        {
            rejected.Add(e);
        }
        else
        {
            unlisted++;
        }
    }

    /// <summary>202 when anything was taken or nothing was wrong; 400 when everything was wrong.</summary>
    public IResult Answer() => rejected.Count > 0 && accepted + duplicates is 0
        ? TypedResults.ValidationProblem(ErrorsByField(), extensions: Counts())
        : TypedResults.Json(Result, ContractsJson.Default.IngestResult, statusCode: StatusCodes.Status202Accepted);

    private IngestResult Result => new(accepted, duplicates, rejected) { Unlisted = unlisted };

    // The same members as the result, so that a caller who sums up answers reads them alike.
    private Dictionary<string, object?> Counts() => new()
    {
        ["accepted"] = accepted,
        ["duplicates"] = duplicates,
        ["rejected"] = rejected,
        ["unlisted"] = unlisted,
    };

    private Dictionary<string, string[]> ErrorsByField() => rejected
        .SelectMany(e => e.Errors.Select(error => (Key: KeyOf(e.Index, error.Field), error.Message)))
        .Take(MaxErrorKeys)
        .GroupBy(error => error.Key, error => error.Message, StringComparer.Ordinal)
        .ToDictionary(errors => errors.Key, errors => errors.ToArray(), StringComparer.Ordinal);

    private string KeyOf(int index, string field) =>
        alone ? field
        : field.Length is 0 ? $"[{index}]"
        : $"[{index}].{field}";
}
