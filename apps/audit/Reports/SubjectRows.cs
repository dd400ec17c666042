using Platform.Contracts;

namespace Platform.Audit;

/// <summary>The data-subject report as a table: a row for each personal field of each entry.</summary>
internal static class SubjectRows
{
    public static IReadOnlyList<string> Names { get; } = ["sequence", "time", "actor", "action", "result", "field", "value"];

    public static IEnumerable<IReadOnlyList<object?>> Of(IReadOnlyList<AuditEntry> entries) =>
        from entry in entries
        let e = entry.Event
        from field in e.Personal ?? new Dictionary<string, string?> { [""] = null }
        select (IReadOnlyList<object?>)[entry.Sequence, e.Time, e.Actor, e.Action, e.Result.ToString(), field.Key, field.Value];
}
