using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>Events and what was decided about them.</summary>
internal static class EventRoutes
{
    private static readonly RouteParameter Id = new("id", "path", "1-64 of letters, digits and . _ : -", "tx-000001");

    public static IReadOnlyList<ForwardedRoute> All { get; } =
    [
        new("POST", "/transactions", "ingest", Scopes.EventsWrite)
        {
            Summary = "Send transactions",
            Description = "One JSON object, a JSON array (up to 4 MiB) or NDJSON of any length. Each event is validated on its own: the "
                + "bad ones are refused one by one, the others are accepted. An id that was accepted within 24 hours is a duplicate.",
            Body = BodyKind.JsonOrLines,
            UsesQuotas = true,
            Request = typeof(Transaction),
            Response = typeof(IngestResult),
            Success = StatusCodes.Status202Accepted,
            Audited = AuditedWhen.Refused,
        },
        new("POST", "/security-events", "ingest", Scopes.EventsWrite)
        {
            Summary = "Send security events",
            Description = "One JSON object, a JSON array (up to 4 MiB) or NDJSON of any length; an event has at most 64 KiB. Taken like "
                + "transactions. They are judged by rules, by what is usual, and as flows; what is found becomes alerts.",
            Body = BodyKind.JsonOrLines,
            UsesQuotas = true,
            Request = typeof(SecurityEvent),
            Response = typeof(IngestResult),
            Success = StatusCodes.Status202Accepted,
            Audited = AuditedWhen.Refused,
        },
        new("POST", "/risk/score", "risk", Scopes.RiskScore)
        {
            Summary = "Score one transaction, or up to 1,000, now",
            Description = "Takes one transaction, or `{\"transactions\": [ … ]}` with 1 to 1,000 of them, up to 4 MiB, decided together, "
                + "all or none. Answers with score, verdict and reasons, or with `{\"decisions\": [ … ]}` in the same order. The same id "
                + "gives the same decision, also within one call.",
            Body = BodyKind.Json,
            UsesQuotas = true,
            Request = typeof(Transaction),
            Response = typeof(Decision),
            BatchRequest = typeof(TransactionBatch),
            BatchResponse = typeof(DecisionBatch),
            Audited = AuditedWhen.Refused,
        },
        new("POST", "/ml/custom-scoring", "risk", Scopes.RiskScore)
        {
            Summary = "Score features with your own weights",
            Description = "Takes `features`, or up to 1,000 `rows` of them, with `weights` and, if there are any, `intercept` and `means`. "
                + "Answers with score, margin and what each feature added, the largest first; added to the intercept in that order they "
                + "are the margin exactly. Missing values count as the mean. `rows` are answered with `scores`. Nothing is kept.",
            Body = BodyKind.Json,
            Request = typeof(CustomScoring),
            Response = typeof(CustomScore),
            BatchResponse = typeof(CustomScores),
            Audited = AuditedWhen.Refused,
        },
        new("GET", "/decisions/{id}", "risk", Scopes.DecisionsRead)
        {
            Summary = "One decision",
            Description = "The id is that of the event.",
            Response = typeof(Decision),
            Parameters = [Id],
        },
        new("GET", "/decisions/{id}/evidence", "risk", Scopes.DecisionsRead)
        {
            Summary = "What a decision was made of, and the decision made again",
            Description = "Features, rules, settings and model of then, what each rule and each feature gave, and whether the "
                + "decision made again from them is the same to the last bit. 409 for decisions from before these were kept.",
            Response = typeof(EvidenceBundle),
            Parameters = [Id],
        },
        new("GET", "/decisions", "risk", Scopes.DecisionsRead)
        {
            Summary = "The decision log",
            Description = "NDJSON in log order: sequence, id, score, verdict and decidedAt of each decision after a position. The last "
                + "line's sequence is where the next page begins.",
            Response = typeof(DecisionLine),
            Parameters =
            [
                new("after", "query", "Decisions after this sequence; 0 for the first.", "0"),
                new("limit", "query", "Lines at once, 1 to 5000.", "5000"),
            ],
        },
    ];
}
