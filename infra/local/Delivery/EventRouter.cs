using System.Text.Json;
using Platform.Local.Delivery.Cel;
using Platform.Local.Resources;

namespace Platform.Local.Delivery;

/// <summary>What is to be done with a message before the app is called.</summary>
internal enum Fate
{
    Deliver,

    /// <summary>To nobody: dead letter if there is one, acknowledged.</summary>
    Drop,

    /// <summary>It cannot be judged: the way of an error.</summary>
    Fail,
}

/// <summary>Finds the path of an event: the first rule that holds. Events are parsed only when there are conditions.</summary>
internal sealed class EventRouter
{
    private readonly (CelExpression? Match, string Path)[] rules;

    /// <exception cref="CelException">A condition is not valid.</exception>
    public EventRouter(IReadOnlyList<RouteRule> rules) => this.rules =
        [.. rules.Select(rule => (string.IsNullOrWhiteSpace(rule.Match) ? null : CelExpression.Parse(rule.Match), rule.Path))];

    public (Fate Fate, string? Path) Route(ReadOnlyMemory<byte> json)
    {
        if (rules.Length > 0 && rules[0].Match is null) return (Fate.Deliver, rules[0].Path);
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 512 });
            foreach (var (match, path) in rules)
            {
                if (match is null || match.Holds(document.RootElement)) return (Fate.Deliver, path);
            }

            return (Fate.Drop, null);
        }
        catch (Exception error) when (error is CelException or JsonException)
        {
            return (Fate.Fail, null);
        }
    }
}
