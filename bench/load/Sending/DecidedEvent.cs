using Platform.Contracts;

namespace Platform.Load.Sending;

/// <summary>A line of the platform's decision log.</summary>
/// <param name="Sequence">Its position; the cursor for the next page.</param>
/// <param name="Id">The event's id.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Verdict">What to do.</param>
/// <param name="DecidedAt">When, by the platform's clock.</param>
public sealed record DecidedEvent(long Sequence, string Id, double Score, Verdict Verdict, DateTimeOffset DecidedAt);
