using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>The public routes of the audit log.</summary>
internal static class AuditRoutes
{
    private static readonly RouteParameter Id = new("id", "path", "Id of the event.", "019b1f0e2a9b7d4e8f8a0b1c2d3e4f50");
    private static readonly RouteParameter Actor = new("actor", "query", "Who acted.", "ann");
    private static readonly RouteParameter Since = new("since", "query", "At this time or later, ISO 8601.", "2026-01-31T00:00:00Z");
    private static readonly RouteParameter Until = new("until", "query", "Before this time, ISO 8601.", "2026-02-01T00:00:00Z");

    private static readonly RouteParameter[] Filters =
    [
        Actor, Since, Until,
        new("action", "query", "What was done.", "POST /imports"),
        new("object", "query", "Id of the object.", "history2026"),
        new("objectType", "query", "Kind of the object.", "imports"),
        new("result", "query", "One of allowed, denied, failed.", "denied"),
        new("cursor", "query", "What 'next' of the page before said.", ""),
        new("limit", "query", "Entries on a page, 1 to 200; 50 when absent.", "50"),
    ];

    internal static IReadOnlyList<ForwardedRoute> All { get; } =
    [
        Read("", "Who did what, newest first", "", typeof(AuditPage), Filters),
        Read("/keys", "Public keys of the audit log", "With these an export verifies offline.", typeof(IReadOnlyList<AuditKey>)),
        Read("/checkpoint", "The newest signed checkpoint", "Keep it elsewhere: a log cut back later is found.", typeof(AuditCheckpoint)),
        Read("/consistency", "Proof that the log only grew", "RFC 9162, 2.1.4.", typeof(AuditConsistency),
            new("from", "query", "Entries in the earlier state.", "1000"), new("to", "query", "Entries in the later state.", "2000")),
        Read("/export", "The whole log as NDJSON", "Verify it with ./platform audit verify FILE --key FILE.", typeof(AuditEntry)) with
        {
            Audited = AuditedWhen.Always,
        },
        Read("/reports/changes-by-actor", "Who did what, how often", "JSON, or CSV with Accept: text/csv.",
            typeof(IReadOnlyList<ActorChanges>), Actor, Since, Until) with { Audited = AuditedWhen.Always },
        Read("/reports/access", "Who can do what, and who signed in", "Keys, roles and people. JSON, or CSV with Accept: text/csv.",
            typeof(AccessReport), new RouteParameter("days", "query", "People of so many days, 1 to 3650; 90 when absent.", "90")) with
        {
            Audited = AuditedWhen.Always,
        },
        Read("/reports/data-subject", "All that the log holds of a person", "JSON, or CSV with Accept: text/csv.",
            typeof(IReadOnlyList<AuditEntry>), new RouteParameter("subject", "query", "The person.", "customer-42")) with
        {
            Audited = AuditedWhen.Always,
        },
        Read("/{id}", "One entry", "", typeof(AuditEntry), Id),
        Read("/{id}/proof", "Proof that an entry is in the signed log", "RFC 9162, 2.1.3.", typeof(AuditProof), Id),
    ];

    private static ForwardedRoute Read(
        string path, string summary, string description, Type response, params RouteParameter[] parameters) =>
        new("GET", $"/audit{path}", "audit", Scopes.AuditRead)
        {
            Summary = summary,
            Description = description,
            Response = response,
            Parameters = parameters,
        };
}
