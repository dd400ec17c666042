using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>What is measured and paid for.</summary>
[JsonConverter(typeof(EnumByName<UsageMeter>))]
public enum UsageMeter
{
    /// <summary>Events that were accepted.</summary>
    [JsonStringEnumMemberName("events")] Events,

    /// <summary>Events that were scored.</summary>
    [JsonStringEnumMemberName("scores")] Scores,

    /// <summary>Requests that the public door let through, whatever the answer.</summary>
    [JsonStringEnumMemberName("requests")] Requests,
}

/// <summary>Something a tenant used. Topic <c>usage</c>; partition key <c>{tenant}</c>; whose it is says the envelope.</summary>
public sealed record UsageRecord
{
    /// <summary>
    /// The idempotency key, also the envelope's: 1 to 128 letters, digits and . _ : -. Made from what is counted, e.g.
    /// <c>risk:101-150</c>, so that whoever counts the same again gives the same id, and it counts once.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>When it was used, UTC, in the years 2000 to 2100; it counts for this hour.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What was used.</summary>
    public required UsageMeter Meter { get; init; }

    /// <summary>How much of it, 1 to 1,000,000,000,000.</summary>
    public required long Quantity { get; init; }
}

/// <summary>How finely usage is listed.</summary>
[JsonConverter(typeof(EnumByName<UsageStep>))]
public enum UsageStep
{
    /// <summary>By hour.</summary>
    [JsonStringEnumMemberName("hour")] Hour,

    /// <summary>By day, UTC.</summary>
    [JsonStringEnumMemberName("day")] Day,
}

/// <summary>What was used of one meter within one step.</summary>
/// <param name="Start">Where the step begins, UTC.</param>
/// <param name="Meter">What was used.</param>
/// <param name="Quantity">How much.</param>
public sealed record UsagePoint(DateTimeOffset Start, UsageMeter Meter, long Quantity);

/// <summary>What a tenant used; a step without usage is left out.</summary>
/// <param name="From">The first moment, UTC.</param>
/// <param name="To">The moment after the last, UTC.</param>
/// <param name="Step">How finely it is listed.</param>
/// <param name="Points">By time, then by meter.</param>
public sealed record UsageReport(DateTimeOffset From, DateTimeOffset To, UsageStep Step, IReadOnlyList<UsagePoint> Points);
