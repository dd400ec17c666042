using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>Every public route.</summary>
internal static class GatewayApi
{
    private static readonly RouteParameter Id = new("id", "path", "1-64 of letters, digits and . _ : -", "tx-000001");

    private static readonly RouteParameter[] Filters =
    [
        new("severity", "query", "One or more of medium, high, critical, separated by commas.", "high,critical"),
        new("verdict", "query", "One or more of review, block, separated by commas.", "block"),
        new("entity", "query", "The account it is about.", "card-0042"),
        new("reason", "query", "Code of the strongest reason.", "amount-spike"),
        new("since", "query", "Raised at this time or later, ISO 8601.", "2026-01-31T00:00:00Z"),
        new("until", "query", "Raised before this time, ISO 8601.", "2026-02-01T00:00:00Z"),
        new("minScore", "query", "The lowest score, 0 to 1.", "0.8"),
        new("cursor", "query", "What 'next' of the page before said.", ""),
        new("limit", "query", "Alerts on a page, 1 to 200; 50 when absent.", "50"),
    ];

    private static readonly RouteParameter ImportId = new("id", "path", "1-16 of a-z and 0-9", "history2026");

    internal static IReadOnlyList<ForwardedRoute> Routes { get; } =
    [
        new("POST", "/transactions", "ingest", Scopes.EventsWrite)
        {
            Summary = "Send transactions",
            Description = "One JSON object, a JSON array (up to 4 MiB) or NDJSON of any length. Each event is validated on its own: the "
                + "bad ones are refused one by one, the others are accepted. An id that was accepted within 24 hours is a duplicate.",
            Body = BodyKind.JsonOrLines,
            Request = typeof(Transaction),
            Response = typeof(IngestResult),
            Success = StatusCodes.Status202Accepted,
            Audited = AuditedWhen.Refused,
        },
        new("POST", "/risk/score", "risk", Scopes.RiskScore)
        {
            Summary = "Score one transaction now",
            Description = "Decides the event and answers with score, verdict and reasons. The same id gives the same decision.",
            Body = BodyKind.Json,
            Request = typeof(Transaction),
            Response = typeof(Decision),
            Audited = AuditedWhen.Refused,
        },
        new("GET", "/decisions/{id}", "risk", Scopes.DecisionsRead)
        {
            Summary = "One decision",
            Description = "The id is that of the event.",
            Response = typeof(Decision),
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
        new("GET", "/alerts", "alerts", Scopes.AlertsRead)
        {
            Summary = "Alerts, newest first",
            Response = typeof(AlertPage),
            Parameters = Filters,
        },
        new("GET", "/alerts/live", "alerts", Scopes.AlertsRead)
        {
            Summary = "Alerts as they change",
            Description = "Server-sent events: 'id' is the position, 'data' an alert. Send the last id as Last-Event-ID to resume.",
            Response = typeof(Alert),
            IsStream = true,
            Parameters =
            [
                new("Last-Event-ID", "header", "The last position received; the stream goes on after it.", "41"),
                new("lastEventId", "query", "The same, for callers that cannot set a header.", "41"),
            ],
        },
        new("GET", "/alerts/{id}", "alerts", Scopes.AlertsRead)
        {
            Summary = "One alert",
            Response = typeof(Alert),
            Parameters = [Id with { Example = "5f1c0e2a9b7d4e6f8a0b1c2d" }],
        },
        new("POST", "/imports", "workflows", Scopes.ImportsWrite)
        {
            Summary = "Import a file",
            Description = "The file is in the tenant's part of blob storage: CSV or NDJSON, plain, gzip or in a tar archive. The answer "
                + "comes at once; GET /imports/{id} shows how far it is. Bad lines are written beside the file with their reasons, "
                + "the others are imported.",
            Body = BodyKind.Json,
            Request = typeof(ImportRequest),
            Response = typeof(Import),
            Success = StatusCodes.Status202Accepted,
        },
        new("GET", "/imports", "workflows", Scopes.ImportsRead)
        {
            Summary = "Imports, newest first",
            Response = typeof(ImportPage),
            Parameters = [new("limit", "query", "Imports in the answer, 1 to 100; 20 when absent.", "20")],
        },
        new("GET", "/imports/{id}", "workflows", Scopes.ImportsRead)
        {
            Summary = "One import: how far it is, or how it ended",
            Response = typeof(Import),
            Parameters = [ImportId],
        },
        Changed("pause", "Pause an import", "Chunks that are being sent are ended; no further one is begun until it is resumed."),
        Changed("resume", "Go on with a paused import", "It goes on where it stopped."),
        Changed("cancel", "End an import", "What was accepted stays accepted; its leftovers in blob storage are removed."),
        .. AuditRoutes.All,
    ];

    private static ForwardedRoute Changed(string verb, string summary, string description) =>
        new("POST", $"/imports/{{id}}/{verb}", "workflows", Scopes.ImportsWrite)
        {
            Summary = summary,
            Description = $"{description} An import that has ended is answered with 409.",
            Response = typeof(Import),
            Parameters = [ImportId],
        };

    public static void MapGateway(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").AddEndpointFilter<TenantRateLimit>();
        foreach (var route in Routes)
        {
            api.MapMethods(route.Path, [route.Method], (HttpContext context, Forward forward) => forward.HandleAsync(route, context))
                .RequireScope(route.Scope)
                .WithMetadata(new AuditedRoute(route.Audited))
                .Describe(route);
        }
    }
}
