using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>Alerts.</summary>
internal static class AlertRoutes
{
    private static readonly RouteParameter Id =
        new("id", "path", "1-64 of letters, digits and . _ : -", "5f1c0e2a9b7d4e6f8a0b1c2d");

    private static readonly RouteParameter[] Filters =
    [
        new("severity", "query", "One or more of medium, high, critical, separated by commas.", "high,critical"),
        new("verdict", "query", "One or more of review, block, separated by commas.", "block"),
        new("entity", "query", "The account it is about.", "card-0042"),
        new("reason", "query", "Code of the strongest reason.", "amount-spike"),
        new("since", "query", "Raised at this time or later, ISO 8601.", "2026-01-31T00:00:00Z"),
        new("until", "query", "Raised before this time, ISO 8601.", "2026-02-01T00:00:00Z"),
        new("minScore", "query", "The lowest score, 0 to 1.", "0.8"),
        new("closed", "query", "true for alerts that were closed, false for those that are open; both when absent.", "false"),
        new("cursor", "query", "What 'next' of the page before said.", ""),
        new("limit", "query", "Alerts on a page, 1 to 200; 50 when absent.", "50"),
    ];

    public static IReadOnlyList<ForwardedRoute> All { get; } =
    [
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
            Parameters = [Id],
        },
        new("POST", "/alerts/{id}/close", "alerts", Scopes.AlertsWrite)
        {
            Summary = "Say what an alert was",
            Description = "It is closed, its latest 1,000 decisions are labelled by the verdict (inconclusive labels none), and what "
                + "repeats it raises a new alert. Closing it again with another verdict corrects the first.",
            Body = BodyKind.Json,
            Request = typeof(AlertClosing),
            Response = typeof(Alert),
            Parameters = [Id],
        },
    ];
}
