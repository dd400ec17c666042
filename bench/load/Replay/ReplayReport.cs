using System.Globalization;
using Platform.Load.Sending;

namespace Platform.Load.Replay;

/// <summary>How far a replay is.</summary>
/// <param name="Lines">Lines of the file.</param>
/// <param name="Sent">What became of the events so far.</param>
/// <param name="Decided">Events decided so far.</param>
public sealed record ReplayProgress(long Lines, SendCounters Sent, long Decided);

/// <summary>How a replay ended.</summary>
public sealed record ReplayReport
{
    /// <summary>Which mapping read the file.</summary>
    public required string Mapping { get; init; }

    /// <summary>Lines of the file.</summary>
    public required long Lines { get; init; }

    /// <summary>What became of the events.</summary>
    public required SendCounters Sent { get; init; }

    /// <summary>Different events that were decided.</summary>
    public required long Decided { get; init; }

    /// <summary>Decisions of events that had been decided before; should be 0.</summary>
    public required long Repeated { get; init; }

    /// <summary>Amounts that were raised to the mapping's least.</summary>
    public required long Raised { get; init; }

    /// <summary>From the first event sent to the last decided.</summary>
    public required TimeSpan Took { get; init; }

    /// <summary>Why the first refused event was refused; null when none was.</summary>
    public string? FirstRefusal { get; init; }

    /// <summary>Null when the file has no labels.</summary>
    public Quality? Quality { get; init; }

    /// <summary>Whether every line was accepted and decided.</summary>
    public bool IsComplete => Sent.Delivered == Lines && Decided == Lines && Repeated == 0;

    /// <summary>For people, one fact a line.</summary>
    public IEnumerable<string> ToLines()
    {
        var perSecond = Decided / Math.Max(Took.TotalSeconds, 0.001);
        yield return Line($"lines {Lines:N0}, accepted {Sent.Accepted:N0}, decided {Decided:N0}");
        yield return Line($"mapping {Mapping}, {Took.TotalSeconds:N1} s, {perSecond:N0} events/s");
        if (Sent.Duplicates > 0) yield return Line($"duplicates {Sent.Duplicates:N0} (delivered by an earlier attempt)");
        if (Sent.Rejected > 0) yield return Line($"rejected {Sent.Rejected:N0}, the first: {FirstRefusal}");
        if (Sent.Failed > 0) yield return Line($"given up {Sent.Failed:N0}");
        if (Repeated > 0) yield return Line($"decided more than once {Repeated:N0}");
        if (Raised > 0) yield return Line($"amounts raised to the least of the mapping {Raised:N0}");
        if (Quality is not null) yield return Quality.ToString();
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
