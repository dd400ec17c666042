using System.Security.Cryptography;
using System.Text;

namespace Platform.Sigma;

/// <summary>One rule of a correlation.</summary>
/// <param name="Rule">The rule that has the correlation.</param>
/// <param name="Correlation">It.</param>
/// <param name="Bit">Its place among the correlation's rules.</param>
internal sealed record CorrelationPart(SigmaRule Rule, SigmaCorrelation Correlation, int Bit)
{
    private const int Longest = 64;

    /// <summary>The group that an event belongs to; null when it lacks a field.</summary>
    public EventGroup? GroupOf(SigmaRule matched, SigmaEvent sigmaEvent)
    {
        var values = new List<SigmaValue>(Correlation.GroupBy.Count);
        foreach (var field in Correlation.GroupBy)
        {
            if (ValueOf(sigmaEvent, Correlation.FieldIn(matched, field)) is not { } value) return null;
            values.Add(value);
        }

        var shown = values.ConvertAll(
            value => value.Text is { Length: > Longest } text ? $"{text.AsSpan(0, Longest - 1)}…" : value.Text ?? "");
        var group = new EventGroup(string.Join('\n', values.Select(KeyOf)), shown, null);
        if (Correlation.Field is not { } counted) return group;
        return ValueOf(sigmaEvent, Correlation.FieldIn(matched, counted)) is { } own ? group with { Counted = KeyOf(own) } : null;
    }

    // Of several values the first.
    private static SigmaValue? ValueOf(SigmaEvent sigmaEvent, string field) =>
        sigmaEvent.Read(field) is [{ Text: not null } first, ..] ? first : null;

    // Values have no case in Sigma; long ones are remembered by their hash.
    private static string KeyOf(SigmaValue value) =>
        value.Folded is { Length: <= Longest } text && !text.Contains('\n', StringComparison.Ordinal)
        ? text
        : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value.Folded)).AsSpan(0, 16))}";
}

/// <summary>Where an event belongs.</summary>
/// <param name="Key">The same for all events of a group.</param>
/// <param name="Shown">The values as the event has them, in the order of <c>group-by</c>; at most 64 characters each.</param>
/// <param name="Counted">The value that is counted; null when events are.</param>
internal sealed record EventGroup(string Key, IReadOnlyList<string> Shown, string? Counted);

/// <summary>An event as a group remembers it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Rules">A bit for each rule of the correlation that matched it.</param>
/// <param name="Value">The value that is counted; null when events are.</param>
internal sealed record CorrelatedEvent(string Id, DateTimeOffset Time, int Rules, string? Value);
