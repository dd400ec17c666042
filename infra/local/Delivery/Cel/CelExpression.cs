using System.Text.Json;

namespace Platform.Local.Delivery.Cel;

/// <summary>A condition is not valid, or cannot be answered for an event.</summary>
internal sealed class CelException(string message) : Exception(message);

/// <summary>A route's condition: the part of CEL that routing rules use, over the one variable <c>event</c>.</summary>
/// <remarks>
/// Literals, <c>event.a.b</c>, <c>event["a"]</c>, <c>has()</c>, <c>! &amp;&amp; ||</c>, comparisons, <c>in</c>, lists, <c>size()</c>,
/// <c>startsWith endsWith contains matches</c>. As in CEL, <c>&amp;&amp;</c> and <c>||</c> forgive an error on one side when the other
/// decides. Source: the CEL language definition; grammar and code are our own.
/// </remarks>
internal sealed class CelExpression
{
    private readonly CelNode root;

    private CelExpression(CelNode root) => this.root = root;

    /// <exception cref="CelException">The text is no condition; the message names the place.</exception>
    public static CelExpression Parse(string text) => new(new CelParser(CelToken.Split(text)).Parse());

    /// <exception cref="CelException">
    /// The condition cannot be answered, e.g. a field is missing, or its answer is neither true nor false.
    /// </exception>
    public bool Holds(JsonElement cloudEvent) =>
        root.Evaluate(cloudEvent) is bool answer ? answer : throw new CelException("the condition is neither true nor false");
}
