using Platform.Contracts;

namespace Platform.Models.Labels;

/// <summary>What an event turned out to be, from all that was said of it. Pure, and the same in whatever order the labels came.</summary>
internal static class ResolveLabels
{
    /// <summary>The outcome of one event.</summary>
    /// <param name="labels">Its labels, at least one.</param>
    /// <returns>What counts, without a number. It is known since the first of the labels that made it so without a break.</returns>
    public static Outcome Of(IEnumerable<Label> labels)
    {
        Outcome? outcome = null;
        foreach (var label in labels.OrderBy(label => label.KnownAt).ThenBy(label => label.Id, StringComparer.Ordinal))
            outcome = After(outcome, label);

        return outcome ?? throw new ArgumentException("An event without labels has no outcome.", nameof(labels));
    }

    /// <summary>How many of the new labels are about events on which labels disagree.</summary>
    /// <param name="labels">All labels of these events.</param>
    /// <param name="isNew">Which are new.</param>
    public static int Contradictions(IEnumerable<Label> labels, Func<Label, bool> isNew) => labels
        .GroupBy(label => label.EventId)
        .Where(ofEvent => ofEvent.Any(label => label.Verdict != ofEvent.First().Verdict))
        .Sum(ofEvent => ofEvent.Count(isNew));

    // The labels come in the order in which they were known, so one that is as strong as the last is a later word.
    private static Outcome After(Outcome? before, Label label)
    {
        var sure = label.Confidence ?? 1;
        if (before is not null && !Overrules(before, label, sure)) return before;

        return new()
        {
            EventId = label.EventId ?? "",
            Verdict = label.Verdict,
            Source = label.Source,
            Confidence = sure,
            KnownAt = before?.Verdict == label.Verdict ? before.KnownAt : label.KnownAt,
            LabelId = label.Id,
            Number = 0,
        };
    }

    private static bool Overrules(Outcome before, Label label, double sure)
    {
        if (label.Source != before.Source) return label.Source > before.Source;
        return label.KnownAt > before.KnownAt || sure >= before.Confidence;
    }
}
