using System.Security.Cryptography;
using System.Text;
using Platform.Contracts;

namespace Platform.Alerts;

/// <summary>What makes two decisions about the same thing.</summary>
/// <param name="Entity">The account; empty where the rule says what counts as a repeat.</param>
/// <param name="Reason">Code of the strongest reason.</param>
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

/// <summary>Turns decisions into alerts. Pure; the time is the decisions' own, so a replay gives the same alerts.</summary>
internal static class RaiseAlert
{
    private const string NoReason = "unexplained";
    private const int IdLength = 24;

    /// <summary>Whether a decision calls for a look at all.</summary>
    public static bool IsWorthALook(Decision decision) => decision.Verdict is not Verdict.Allow;

    /// <summary>The key of a decision: its account and its strongest reason, or what that reason's rule says.</summary>
    public static AlertKey KeyOf(Decision decision) => decision.Reasons switch
    {
        [{ Suppression: { } own } strongest, ..] => new("", strongest.Code, own.Key),
        [var strongest, ..] => new(decision.Transaction.Account, strongest.Code),
        _ => new(decision.Transaction.Account, NoReason),
    };

    /// <summary>Raises an alert for each key, or counts into the latest one while its window lasts.</summary>
    /// <param name="decisions">Decisions that were never counted, each once, in order.</param>
    /// <param name="latest">The latest alert of each of their keys, where there is one.</param>
    /// <param name="lastSequence">The last sequence given out.</param>
    /// <param name="policy">Window and severities.</param>
    /// <returns>What changes. O(decisions).</returns>
    public static AlertChanges Decide(
        IReadOnlyList<Decision> decisions, IReadOnlyDictionary<AlertKey, Alert> latest, long lastSequence, AlertPolicy policy)
    {
        var current = new Dictionary<AlertKey, Alert>(latest);
        var changed = new OrderedDictionary<string, Alert>(StringComparer.Ordinal);
        var hits = new List<(string, string)>(decisions.Count);
        var raised = 0;
        foreach (var decision in decisions.Where(IsWorthALook))
        {
            var key = KeyOf(decision);
            var repeats = current.TryGetValue(key, out var alert) && decision.DecidedAt < alert.RaisedAt + WindowOf(decision, policy);
            alert = alert is not null && repeats ? Repeat(alert, decision, policy) : Raise(key, decision, policy);
            raised += repeats ? 0 : 1;
            current[key] = changed[alert.Id] = alert;
            hits.Add((decision.Id, alert.Id));
        }

        return new([.. changed.Values.Select((alert, i) => alert with { Sequence = lastSequence + 1 + i })], hits, raised);
    }

    /// <summary>How urgent a decision is.</summary>
    public static Severity SeverityOf(Decision decision, AlertPolicy policy) =>
        (decision.Verdict, decision.Score) switch
        {
            (Verdict.Block, var score) when score >= policy.CriticalScore => Severity.Critical,
            (Verdict.Block, _) => Severity.High,
            (_, var score) when score >= policy.HighScore => Severity.High,
            _ => Severity.Medium,
        };

    private static Alert Raise(AlertKey key, Decision decision, AlertPolicy policy) => new()
    {
        Id = IdOf(decision.Id, key.Reason),
        Sequence = 0,
        Entity = decision.Transaction.Account,
        Reason = key.Reason,
        SuppressionKey = key.Suppression,
        Severity = SeverityOf(decision, policy),
        Score = decision.Score,
        Verdict = decision.Verdict,
        Count = 1,
        FirstDecisionId = decision.Id,
        LastDecisionId = decision.Id,
        Amount = decision.Transaction.Amount,
        Currency = decision.Transaction.Currency,
        Reasons = decision.Reasons,
        RaisedAt = decision.DecidedAt,
        UpdatedAt = decision.DecidedAt,
    };

    // The latest decision says how long: a rule that was changed counts at once.
    private static TimeSpan WindowOf(Decision decision, AlertPolicy policy) =>
        decision.Reasons is [{ Suppression: { } own }, ..] ? TimeSpan.FromSeconds(own.Seconds) : policy.Window;

    private static Alert Repeat(Alert alert, Decision decision, AlertPolicy policy)
    {
        var counted = alert with
        {
            Count = alert.Count + 1,
            LastDecisionId = decision.Id,
            UpdatedAt = decision.DecidedAt > alert.UpdatedAt ? decision.DecidedAt : alert.UpdatedAt,
            Severity = (Severity)Math.Max((int)alert.Severity, (int)SeverityOf(decision, policy)),
        };
        var isWorse = (decision.Verdict, decision.Score).CompareTo((alert.Verdict, alert.Score)) > 0;
        return isWorse
            ? counted with
            {
                Score = Math.Max(alert.Score, decision.Score),
                Verdict = decision.Verdict,
                Amount = decision.Transaction.Amount,
                Currency = decision.Transaction.Currency,
                Reasons = decision.Reasons,
            }
            : counted with { Score = Math.Max(alert.Score, decision.Score) };
    }

    // Of the first decision and the reason, so that a second run over the same decisions gives the same ids.
    private static string IdOf(string decisionId, string reason) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{decisionId}|{reason}")))[..IdLength];
}
