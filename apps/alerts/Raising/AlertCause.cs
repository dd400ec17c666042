using Platform.Contracts;

namespace Platform.Alerts;

/// <summary>What calls for an alert: a decision or a threat, in the words that both have.</summary>
/// <param name="Id">The decision's or the threat's: it counts once.</param>
/// <param name="Key">What it is about.</param>
/// <param name="At">When it was decided or found.</param>
internal sealed record AlertCause(string Id, AlertKey Key, DateTimeOffset At)
{
    private const string NoReason = "unexplained";
    private const string NoEntity = "unnamed";

    /// <summary>The account, or whom a threat is about.</summary>
    public required string Entity { get; init; }

    /// <summary>Time from an alert in which this only repeats it; null for the usual one. The latest says how long, so that a rule that was
    /// changed counts at once.</summary>
    public TimeSpan? Window { get; init; }

    public required Severity Severity { get; init; }

    public required double Score { get; init; }

    public required Verdict Verdict { get; init; }

    public required IReadOnlyList<Reason> Reasons { get; init; }

    public decimal? Amount { get; init; }

    public string? Currency { get; init; }

    public ThreatEvent? Threat { get; init; }

    /// <summary>A decision, by account and strongest reason or by what that reason's rule says; null when it calls for no look.</summary>
    public static AlertCause? Of(Decision decision, AlertPolicy policy) => decision.Verdict is Verdict.Allow ? null
        : new(decision.Id, KeyOf(decision), decision.DecidedAt)
    {
        Entity = decision.Transaction.Account,
        Window = decision.Reasons is [{ Suppression: { } own }, ..] ? TimeSpan.FromSeconds(own.Seconds) : null,
        Severity = SeverityOf(decision, policy),
        Score = decision.Score,
        Verdict = decision.Verdict,
        Reasons = decision.Reasons,
        Amount = decision.Transaction.Amount,
        Currency = decision.Transaction.Currency,
    };

    /// <summary>A threat, by its entity and its rule, so that one scan is one alert; null when it is of low severity.</summary>
    /// <param name="threat">The threat.</param>
    /// <param name="at">When it was found: the event may be much older.</param>
    /// <returns>The cause.</returns>
    public static AlertCause? Of(ThreatEvent threat, DateTimeOffset at)
    {
        if (threat.Severity is RiskLevel.Low) return null;

        var reason = threat.Rule?.Title ?? threat.Type;
        var text = string.Join(' ', threat.Indicators.Select(indicator => indicator.Text));
        var about = threat.Entity is { } entity ? $"{entity.Kind}:{entity.Id}" : NoEntity;
        return new(threat.Id, new(about, reason), at)
        {
            Entity = about,
            Severity = threat.Severity switch
            {
                RiskLevel.Critical => Severity.Critical,
                RiskLevel.High => Severity.High,
                _ => Severity.Medium,
            },
            Score = threat.Confidence,
            Verdict = Verdict.Review,
            Reasons = [new(reason, text, threat.Confidence)],
            Threat = threat,
        };
    }

    /// <summary>The key of a decision: its account and its strongest reason, or what that reason's rule says.</summary>
    public static AlertKey KeyOf(Decision decision) => decision.Reasons switch
    {
        [{ Suppression: { } own } strongest, ..] => new("", strongest.Code, own.Key),
        [var strongest, ..] => new(decision.Transaction.Account, strongest.Code),
        _ => new(decision.Transaction.Account, NoReason),
    };

    /// <summary>How urgent a decision is.</summary>
    public static Severity SeverityOf(Decision decision, AlertPolicy policy) =>
        (decision.Verdict, decision.Score) switch
        {
            (Verdict.Block, var score) when score >= policy.CriticalScore => Severity.Critical,
            (Verdict.Block, _) => Severity.High,
            (_, var score) when score >= policy.HighScore => Severity.High,
            _ => Severity.Medium,
        };
}
