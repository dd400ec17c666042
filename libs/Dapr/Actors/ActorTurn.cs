using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Platform.Dapr;

/// <summary>One call into an actor: what it has changed so far, and what its outgoing calls carry on.</summary>
/// <remarks>It flows with the code that runs in it, so code started there and left running still finds it, ended.</remarks>
internal sealed class ActorTurn
{
    public const string ReentrancyHeader = "Dapr-Reentrancy-Id";

    private static readonly AsyncLocal<ActorTurn?> current = new();
    private static readonly string[] traceHeaders = ["traceparent", "tracestate", "baggage"];

    private readonly List<KeyValuePair<string, string>> passedOn;
    private readonly (ActorCallType Kind, string Name) schedule;

    private ActorTurn(string? reentrancyId, List<KeyValuePair<string, string>> passedOn, (ActorCallType Kind, string Name) schedule) =>
        (ReentrancyId, this.passedOn, this.schedule) = (reentrancyId, passedOn, schedule);

    /// <summary>The turn in which the calling code runs, if any; it may have ended.</summary>
    public static ActorTurn? Current => current.Value;

    /// <summary>Calls with the same id belong together and may come in while this one waits; null when that is off.</summary>
    public string? ReentrancyId { get; }

    /// <summary>Unsaved changes by name; guarded by the state that owns the turn.</summary>
    public Dictionary<string, StateChange> Changes { get; } = new(StringComparer.Ordinal);

    public bool IsEnded { get; private set; }

    /// <summary>The timer or reminder that runs has been unregistered by its own call.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>The turn of a call; the name is that of a timer or reminder.</summary>
    public static ActorTurn Of(HttpRequest request, ActorCallType kind, string name)
    {
        // With an activity of its own, the app's HTTP client continues the trace from there; without one, it goes on as it came.
        string[] headers = Activity.Current is null ? [ReentrancyHeader, .. traceHeaders] : [ReentrancyHeader];
        var passedOn = new List<KeyValuePair<string, string>>();
        foreach (var header in headers)
            if (TextOf(request, header) is { } text)
                passedOn.Add(new(header, text));
        return new(TextOf(request, ReentrancyHeader), passedOn, (kind, name));
    }

    /// <summary>The turn of an actor that comes because of a call, or goes because of none.</summary>
    public static ActorTurn OfLife(ActorTurn? cause) =>
        new(cause?.ReentrancyId, cause?.passedOn ?? [], (ActorCallType.ActorInterfaceMethod, ""));

    /// <summary>Makes the turn the current one for the calling async method and what it calls.</summary>
    public void Begin() => current.Value = this;

    public void End() => IsEnded = true;

    public void Unregistered(ActorCallType kind, string name) => IsCancelled |= schedule == (kind, name);

    public void Registered(ActorCallType kind, string name) => IsCancelled &= schedule != (kind, name);

    public void PassOn(HttpRequestMessage request)
    {
        foreach (var (name, value) in passedOn)
            request.Headers.TryAddWithoutValidation(name, value);
    }

    private static string? TextOf(HttpRequest request, string header) =>
        request.Headers.TryGetValue(header, out var values) && values.ToString() is { Length: > 0 } text ? text : null;
}

/// <summary>A change of one name that is not saved yet.</summary>
/// <param name="Json">The value as UTF-8 JSON; null when the name is removed.</param>
/// <param name="Ttl">How long the value lives; null for ever.</param>
internal readonly record struct StateChange(byte[]? Json, TimeSpan? Ttl);
