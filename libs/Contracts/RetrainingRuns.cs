using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>How a retraining goes, or ended.</summary>
[JsonConverter(typeof(EnumByName<RetrainingStatus>))]
public enum RetrainingStatus
{
    /// <summary>It goes on.</summary>
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>The challenger decides now.</summary>
    [JsonStringEnumMemberName("promoted")] Promoted,

    /// <summary>The champion stays, since the challenger did not pass the gate.</summary>
    [JsonStringEnumMemberName("kept")] Kept,

    /// <summary>The data are not fit to learn from; nothing changed.</summary>
    [JsonStringEnumMemberName("stopped")] Stopped,

    /// <summary>Something was away for too long; nothing changed.</summary>
    [JsonStringEnumMemberName("failed")] Failed,
}

/// <summary>Asks for a retraining.</summary>
public sealed record RetrainingRequest
{
    /// <summary>Why, at most 200 characters; null when not said.</summary>
    public string? Reason { get; init; }

    /// <summary>What was known at this moment, UTC, is learnt from; null: all that is known.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>Sets of options that are tried, 1 to 32; 8 when absent.</summary>
    public int? Challengers { get; init; }

    /// <summary>Days of events to learn from, 1 to 730; 60 when absent.</summary>
    public int? TrainingDays { get; init; }
}

/// <summary>A retraining.</summary>
public sealed record RetrainingRun
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>How it goes, or ended.</summary>
    public required RetrainingStatus Status { get; init; }

    /// <summary>What it does now, or why it ended so, in a sentence.</summary>
    public required string Text { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>Why; null when not said.</summary>
    public string? Reason { get; init; }

    /// <summary>When it began, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended, UTC; null while it goes on.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Version of the data set; null before there is one.</summary>
    public string? DataSet { get; init; }

    /// <summary>What is odd about the data.</summary>
    public IReadOnlyList<QualityFinding>? Findings { get; init; }

    /// <summary>How the challenger was chosen; null before that.</summary>
    public SearchReport? Search { get; init; }

    /// <summary>Version of the challenger; null before there is one.</summary>
    public string? Challenger { get; init; }

    /// <summary>Version of the champion that it was held against; null for none.</summary>
    public string? Champion { get; init; }

    /// <summary>What the gate said; null before that.</summary>
    public GateResult? Gate { get; init; }
}

/// <summary>Retrainings, the latest first.</summary>
/// <param name="Runs">At most 50.</param>
public sealed record RetrainingRuns(IReadOnlyList<RetrainingRun> Runs);

/// <summary>A data set that models were trained on.</summary>
/// <param name="Version">SHA-256 of its content.</param>
/// <param name="Summary">What it holds.</param>
/// <param name="Findings">What is odd about it.</param>
public sealed record DataSetView(string Version, DataSetSummary Summary, IReadOnlyList<QualityFinding> Findings);

/// <summary>Has a model decide, for a reason.</summary>
/// <param name="Version">Which.</param>
/// <param name="By">Who wants it.</param>
/// <param name="Reason">Why.</param>
public sealed record Promotion(string Version, string By, string Reason);
