using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>A tenant's rules.</summary>
internal static class RuleRoutes
{
    public static IReadOnlyList<ForwardedRoute> All { get; } =
    [
        new("GET", "/rules", "risk", Scopes.RulesRead)
        {
            Summary = "The rules in force",
            Description = "A tenant has the rules that ship with the platform until it activates its own.",
            Response = typeof(RuleSetView),
        },
        new("GET", "/rules/history", "risk", Scopes.RulesRead)
        {
            Summary = "Which rules were in force when",
            Response = typeof(RuleHistory),
        },
        new("GET", "/rules/draft", "risk", Scopes.RulesRead)
        {
            Summary = "The draft",
            Response = typeof(RuleText),
        },
        new("PUT", "/rules/draft", "risk", Scopes.RulesWrite)
        {
            Summary = "Replace the draft",
            Description = "It decides nothing before it is activated. A mistake is answered with 400 and its line and column.",
            Body = BodyKind.Json,
            Request = typeof(RuleText),
            Response = typeof(RuleSetView),
        },
        new("POST", "/rules/draft/preview", "risk", Scopes.RulesRead)
        {
            Summary = "What the draft would have done",
            Description = "Tries the draft on the latest decisions, at most 100000, with their features and model scores of then: what "
                + "each rule finds, examples, what it costs, and which verdicts would change.",
            Response = typeof(RulePreview),
            Parameters = [new("days", "query", "How far back, 1 to 90; 7 when absent.", "7")],
        },
        new("POST", "/rules/draft/activate", "risk", Scopes.RulesWrite)
        {
            Summary = "Put the draft in force",
            Description = "Names the version that was previewed; 409 when the draft has changed since. In force for the next event.",
            Body = BodyKind.Json,
            Request = typeof(RuleChoice),
            Response = typeof(RuleSetView),
        },
        new("POST", "/rules/activate", "risk", Scopes.RulesWrite)
        {
            Summary = "Put an earlier version in force again",
            Body = BodyKind.Json,
            Request = typeof(RuleChoice),
            Response = typeof(RuleSetView),
        },
    ];
}
