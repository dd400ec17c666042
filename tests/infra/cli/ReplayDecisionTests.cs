using Platform.Cli.Decisions;
using Platform.Contracts;

namespace Platform.Cli.Tests;

public sealed class ReplayDecisionTests
{
    [Fact]
    public void Same_decision_is_told_with_what_made_it()
    {
        var words = ReplayDecision.Words(Bundle(new(true, []))).ToList();

        Assert.Equal("tx-1: block, score 0.9100, decided 2026-01-31 12:00:00Z", words[0]);
        Assert.Equal(
            "  made of rules 0fea, features 9af, model 9af.65536 (sha256 0123456789ab…), ensemble 0c5e (sha256 ba9876543210…)", words[1]);
        Assert.Contains("   0.9100  amount-outlier: 6.1 times the usual amount", words);
        Assert.Contains("  +2.5000  splits by amountZ", words);
        Assert.Contains("  +1.2000  log-odds of the ensemble by amountRatio", words);
        Assert.DoesNotContain(words, line => line.EndsWith("oddHour", StringComparison.Ordinal));
        Assert.Equal("Made again: the same to the last bit.", words[^1]);
    }

    [Fact]
    public void Difference_is_named() => Assert.Equal(
        "Made again, it differs: score: 0.5 then, 0.6 now; reasons",
        ReplayDecision.Words(Bundle(new(false, ["score: 0.5 then, 0.6 now", "reasons"]))).Last());

    private static EvidenceBundle Bundle(DecisionReplay replay) => new()
    {
        Decision = new()
        {
            Id = "tx-1", Score = 0.91, Verdict = Verdict.Block, RulesVersion = "0fea",
            DecidedAt = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
            Reasons = [new("amount-outlier", "6.1 times the usual amount", 0.91)],
            Transaction = new()
            {
                Id = "tx-1", Time = default, Kind = TransactionKind.Payment, Amount = 1, Currency = "EUR",
                Account = "a", Counterparty = "b",
            },
        },
        FeatureSet = "9af", FeatureText = "", RuleText = "", Settings = "", Rules = [], Replay = replay,
        Ensemble = new("0c5e", "ba9876543210fedc", 0.4, -4.6, [new("amountRatio", 1.2)]),
        Model = new("9af.65536", "0123456789abcdef", 0.3, [new("amountZ", 2.5), new("oddHour", 0)]),
    };
}
