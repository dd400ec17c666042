using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>What a tenant may use up.</summary>
[JsonConverter(typeof(EnumByName<Quota>))]
public enum Quota
{
    /// <summary>Events accepted in a month.</summary>
    [JsonStringEnumMemberName("events")] Events,

    /// <summary>Events scored in a month.</summary>
    [JsonStringEnumMemberName("scores")] Scores,

    /// <summary>Bytes in the database.</summary>
    [JsonStringEnumMemberName("storage")] Storage,
}

/// <summary>A quota that is nearly or wholly used up, as services know it.</summary>
/// <param name="Quota">Which one.</param>
/// <param name="Percent">How much of it, 80 to 100; at 100 it is exhausted.</param>
/// <param name="ResetsAt">When it begins anew by itself, UTC; null for never.</param>
public sealed record QuotaUse(Quota Quota, int Percent, DateTimeOffset? ResetsAt = null);

/// <summary>How much of one quota a tenant used.</summary>
public sealed record QuotaLine
{
    /// <summary>Which one.</summary>
    public required Quota Quota { get; init; }

    /// <summary>Units since the month began; of storage, bytes when it was measured last.</summary>
    public required long Used { get; init; }

    /// <summary>What may be used at most; null for no limit.</summary>
    public long? Limit { get; init; }

    /// <summary>Used of the limit, rounded down; above 100 when calls that had begun went past it; null for no limit.</summary>
    public long? Percent { get; init; }

    /// <summary>When it begins anew by itself, UTC; null for never.</summary>
    public DateTimeOffset? ResetsAt { get; init; }
}

/// <summary>A tenant's quotas in the running month.</summary>
/// <param name="Month">The month, UTC, e.g. <c>2026-01</c>.</param>
/// <param name="Quotas">One line for each quota there is.</param>
public sealed record QuotaReport(string Month, IReadOnlyList<QuotaLine> Quotas);

/// <summary>A tenant reached a part of a quota. Topic <c>quota-alerts</c>, once per month, quota and part.</summary>
public sealed record QuotaAlert
{
    /// <summary>The month, UTC, e.g. <c>2026-01</c>.</summary>
    public required string Month { get; init; }

    /// <summary>Which quota.</summary>
    public required Quota Quota { get; init; }

    /// <summary>The part that was reached: 80, or 100, from which on calls that use it are refused.</summary>
    public required int Percent { get; init; }

    /// <summary>What was used.</summary>
    public required long Used { get; init; }

    /// <summary>What may be used.</summary>
    public required long Limit { get; init; }

    /// <summary>When it was noticed, UTC.</summary>
    public required DateTimeOffset At { get; init; }
}
