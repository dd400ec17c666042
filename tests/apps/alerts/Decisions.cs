using Platform.Contracts;

namespace Platform.Alerts.Tests;

/// <summary>Decisions to raise alerts from.</summary>
internal static class Decisions
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The same decision with a rule that says itself what counts as a repeat.</summary>
    public static Decision SuppressedBy(this Decision decision, string key, int seconds) =>
        decision with { Reasons = [decision.Reasons[0] with { Suppression = new(key, seconds) }] };

    public static Decision Of(
        string id, string account = "card-1", string reason = "amount-spike", double score = 0.85, Verdict verdict = Verdict.Block,
        TimeSpan after = default) => new()
    {
        Id = id,
        DecidedAt = Noon + after,
        Score = score,
        Verdict = verdict,
        Reasons = [new(reason, "because", score)],
        RulesVersion = "1",
        Transaction = new()
        {
            Id = id,
            Time = Noon + after,
            Kind = TransactionKind.Payment,
            Amount = (decimal)score * 100,
            Currency = "EUR",
            Account = account,
            Counterparty = "terminal-1",
        },
    };
}
