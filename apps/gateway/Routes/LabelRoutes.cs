using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>What events turned out to be.</summary>
internal static class LabelRoutes
{
    private const string App = "models";

    public static IReadOnlyList<ForwardedRoute> All { get; } =
    [
        new("POST", "/labels", App, Scopes.LabelsWrite)
        {
            Summary = "Say what events turned out to be",
            Description = "1 to 1,000 labels, all or none; a label whose id is there changes nothing. Where labels disagree the source "
                + "that is named last counts: system, customer, analyst, chargeback, investigation; all are kept.",
            Body = BodyKind.Json,
            Request = typeof(LabelBatch),
            Response = typeof(LabelResult),
        },
        new("GET", "/labels/events/{id}", App, Scopes.LabelsRead)
        {
            Summary = "All that is known of how an event turned out",
            Response = typeof(EventLabels),
            Parameters = [new("id", "path", "1-64 of letters, digits and . _ : -", "tx-000001")],
        },
        new("GET", "/labels/outcomes", App, Scopes.LabelsRead)
        {
            Summary = "What events turned out to be, in the order in which it became known here",
            Response = typeof(OutcomePage),
            Parameters =
            [
                new("after", "query", "The number of the last one that was read; 0 for the beginning.", "0"),
                new("limit", "query", "1 to 5000, which is also what is given when absent.", "5000"),
            ],
        },
        new("GET", "/labels/entities", App, Scopes.LabelsRead)
        {
            Summary = "Labels of entities, by id",
            Response = typeof(EntityLabelPage),
            Parameters =
            [
                new("after", "query", "The id of the last one that was read; absent for the beginning.", ""),
                new("limit", "query", "1 to 5000, which is also what is given when absent.", "5000"),
            ],
        },
    ];
}
