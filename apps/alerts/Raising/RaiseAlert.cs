using System.Security.Cryptography;
using System.Text;
using Platform.Contracts;

namespace Platform.Alerts;

/// <summary>What makes two decisions, or two threats, about the same thing.</summary>
/// <param name="Entity">The account, or whom a threat is about; empty where the rule says what counts as a repeat.</param>
/// <param name="Reason">Code of the strongest reason, or the rule.</param>
/// <param name="Suppression">The rule's own key; null when entity and reason are the key.</param>
internal readonly record struct AlertKey(string Entity, string Reason, string? Suppression = null)
{
    /// <summary>The key under which an alert is found again.</summary>
    public static AlertKey Of(Alert alert) =>
        alert.SuppressionKey is { } key ? new("", alert.Reason, key) : new(alert.Entity, alert.Reason);
}

/// <summary>How decisions become alerts.</summary>
/// <param name="Window">Time from an alert in which the same entity and reason only repeat it.</param>
/// <param name="HighScore">From this score on severity is high although nothing was blocked, 0-1.</param>
/// <param name="CriticalScore">From this score on a blocked decision is critical, 0-1.</param>
internal sealed record AlertPolicy(TimeSpan Window, double HighScore, double CriticalScore);

/// <summary>What a batch of decisions changes.</summary>
/// <param name="Alerts">The alerts as they are afterwards, each once, with new sequences in order.</param>
/// <param name="Hits">Each decision with the alert that counts it.</param>
/// <param name="Raised">Alerts that are new.</param>
internal sealed record AlertChanges(
    IReadOnlyList<Alert> Alerts, IReadOnlyList<(string DecisionId, string AlertId)> Hits, int Raised)
{
    /// <summary>Decisions that only repeat an alert.</summary>
    public int Repeated => Hits.Count - Raised;
}

/// <summary>Turns decisions and threats into alerts. Pure; the time is their own, so a replay gives the same alerts.</summary>
internal static class RaiseAlert
{
    private const int IdLength = 24;

    /// <summary>Raises an alert for each key, or counts into the latest one while its window lasts.</summary>
    /// <param name="causes">Decisions and threats that were never counted, each once, in order.</param>
    /// <param name="latest">The latest alert of each of their keys, where there is one.</param>
    /// <param name="lastSequence">The last sequence given out.</param>
    /// <param name="policy">Window and severities.</param>
    /// <returns>What changes. O(causes).</returns>
    public static AlertChanges Decide(
        IReadOnlyList<AlertCause> causes, IReadOnlyDictionary<AlertKey, Alert> latest, long lastSequence, AlertPolicy policy)
    {
        var current = new Dictionary<AlertKey, Alert>(latest);
        var changed = new OrderedDictionary<string, Alert>(StringComparer.Ordinal);
        var hits = new List<(string, string)>(causes.Count);
        var raised = 0;
        foreach (var cause in causes)
        {
            var repeats = current.TryGetValue(cause.Key, out var alert) && alert.Closed is null
                && cause.At < alert.RaisedAt + (cause.Window ?? policy.Window);
            alert = alert is not null && repeats ? Repeat(alert, cause) : Raise(cause);
            raised += repeats ? 0 : 1;
            current[cause.Key] = changed[alert.Id] = alert;
            hits.Add((cause.Id, alert.Id));
        }

        return new([.. changed.Values.Select((alert, i) => alert with { Sequence = lastSequence + 1 + i })], hits, raised);
    }

    private static Alert Raise(AlertCause cause) => new()
    {
        Id = IdOf(cause.Id, cause.Key.Reason),
        Sequence = 0,
        Entity = cause.Entity,
        Reason = cause.Key.Reason,
        SuppressionKey = cause.Key.Suppression,
        Severity = cause.Severity,
        Score = cause.Score,
        Verdict = cause.Verdict,
        Count = 1,
        FirstDecisionId = cause.Id,
        LastDecisionId = cause.Id,
        Amount = cause.Amount,
        Currency = cause.Currency,
        Threat = cause.Threat,
        Reasons = cause.Reasons,
        RaisedAt = cause.At,
        UpdatedAt = cause.At,
    };

    private static Alert Repeat(Alert alert, AlertCause cause)
    {
        var counted = alert with
        {
            Count = alert.Count + 1,
            LastDecisionId = cause.Id,
            UpdatedAt = cause.At > alert.UpdatedAt ? cause.At : alert.UpdatedAt,
            Severity = (Severity)Math.Max((int)alert.Severity, (int)cause.Severity),
            Score = Math.Max(alert.Score, cause.Score),
        };
        var isWorse = (cause.Verdict, cause.Score).CompareTo((alert.Verdict, alert.Score)) > 0;
        return !isWorse ? counted : counted with
        {
            Verdict = cause.Verdict,
            Amount = cause.Amount,
            Currency = cause.Currency,
            Threat = cause.Threat,
            Reasons = cause.Reasons,
        };
    }

    // Of the first decision and the reason, so that a second run over the same decisions gives the same ids.
    private static string IdOf(string decisionId, string reason) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{decisionId}|{reason}")))[..IdLength];
}
