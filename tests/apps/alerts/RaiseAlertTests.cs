using Platform.Contracts;

namespace Platform.Alerts.Tests;

public sealed class RaiseAlertTests
{
    private static readonly AlertPolicy Policy = new(TimeSpan.FromHours(1), HighScore: 0.8, CriticalScore: 0.95);

    [Fact]
    public void First_decision_of_a_key_raises_an_alert()
    {
        var changes = Decide(Decisions.Of("d-1"));

        var alert = Assert.Single(changes.Alerts);
        Assert.Equal(("card-1", "amount-spike", 1, 1L, "d-1", "d-1"),
            (alert.Entity, alert.Reason, alert.Count, alert.Sequence, alert.FirstDecisionId, alert.LastDecisionId));
        Assert.Equal((1, 0), (changes.Raised, changes.Repeated));
    }

    [Fact]
    public void Second_decision_within_the_window_only_repeats_it()
    {
        var changes = Decide(Decisions.Of("d-1"), Decisions.Of("d-2", after: TimeSpan.FromMinutes(59)));

        var alert = Assert.Single(changes.Alerts);
        Assert.Equal((2, "d-1", "d-2"), (alert.Count, alert.FirstDecisionId, alert.LastDecisionId));
        Assert.Equal((1, 1), (changes.Raised, changes.Repeated));
    }

    [Fact]
    public void Decision_at_the_end_of_the_window_raises_a_new_alert() =>
        Assert.Equal(2, Decide(Decisions.Of("d-1"), Decisions.Of("d-2", after: TimeSpan.FromHours(1))).Raised);

    [Fact]
    public void Repeats_do_not_prolong_the_window() => Assert.Equal(
        2,
        Decide(
            Decisions.Of("d-1"),
            Decisions.Of("d-2", after: TimeSpan.FromMinutes(50)),
            Decisions.Of("d-3", after: TimeSpan.FromMinutes(70))).Raised);

    [Fact]
    public void Another_reason_or_account_is_another_alert() => Assert.Equal(
        3, Decide(Decisions.Of("d-1"), Decisions.Of("d-2", reason: "new-device"), Decisions.Of("d-3", account: "card-2")).Raised);

    [Fact]
    public void Allowed_decision_raises_nothing() => Assert.Empty(Decide(Decisions.Of("d-1", verdict: Verdict.Allow)).Alerts);

    [Fact]
    public void Latest_alert_is_counted_on_across_batches()
    {
        var first = Decide(Decisions.Of("d-1")).Alerts[0];

        var changes = RaiseAlert.Decide(
            Causes(Decisions.Of("d-2", after: TimeSpan.FromMinutes(1))),
            new Dictionary<AlertKey, Alert> { [new(first.Entity, first.Reason)] = first },
            lastSequence: 7,
            Policy);

        Assert.Equal((first.Id, 2, 8L), (changes.Alerts[0].Id, changes.Alerts[0].Count, changes.Alerts[0].Sequence));
    }

    [Theory]
    [InlineData(Verdict.Review, 0.5, Severity.Medium)]
    [InlineData(Verdict.Review, 0.8, Severity.High)]
    [InlineData(Verdict.Block, 0.7, Severity.High)]
    [InlineData(Verdict.Block, 0.9499, Severity.High)]
    [InlineData(Verdict.Block, 0.95, Severity.Critical)]
    public void Severity_follows_verdict_and_score(Verdict verdict, double score, Severity expected) =>
        Assert.Equal(expected, AlertCause.SeverityOf(Decisions.Of("d-1", score: score, verdict: verdict), Policy));

    [Fact]
    public void Alert_shows_the_worst_of_its_decisions()
    {
        var alert = Decide(
            Decisions.Of("d-1", score: 0.6, verdict: Verdict.Review),
            Decisions.Of("d-2", score: 0.97),
            Decisions.Of("d-3", score: 0.7, verdict: Verdict.Review)).Alerts[0];

        Assert.Equal(
            (Severity.Critical, 0.97, Verdict.Block, 97m, "d-3"),
            (alert.Severity, alert.Score, alert.Verdict, alert.Amount, alert.LastDecisionId));
    }

    [Fact]
    public void Same_decisions_give_the_same_alert_ids() =>
        Assert.Equal(Decide(Decisions.Of("d-1")).Alerts[0].Id, Decide(Decisions.Of("d-1")).Alerts[0].Id);

    [Fact]
    public void Sequences_grow_in_order_and_each_alert_comes_once()
    {
        var changes = Decide([.. Enumerable.Range(0, 100).Select(i => Decisions.Of($"d-{i}", account: $"card-{i % 7}"))]);

        Assert.Equal(Enumerable.Range(1, 7).Select(i => (long)i), changes.Alerts.Select(alert => alert.Sequence));
        Assert.Equal(100, changes.Alerts.Sum(alert => alert.Count));
        Assert.Equal(100, changes.Hits.Count);
    }

    [Fact]
    public void Rule_may_say_what_counts_as_a_repeat_and_for_how_long()
    {
        var changes = Decide(
            Decisions.Of("d-1").SuppressedBy("mule|device-1", 7_200),
            Decisions.Of("d-2", account: "card-2", after: TimeSpan.FromMinutes(119)).SuppressedBy("mule|device-1", 7_200),
            Decisions.Of("d-3", after: TimeSpan.FromMinutes(1)).SuppressedBy("mule|device-2", 7_200),
            Decisions.Of("d-4", after: TimeSpan.FromMinutes(120)).SuppressedBy("mule|device-1", 7_200));

        Assert.Equal((3, 1), (changes.Raised, changes.Repeated));
        Assert.Equal([("card-1", 2), ("card-1", 1), ("card-1", 1)], changes.Alerts.Select(alert => (alert.Entity, alert.Count)));
        Assert.Equal("mule|device-1", changes.Alerts[0].SuppressionKey);
    }

    [Fact]
    public void Key_of_a_rule_never_meets_that_of_an_account() =>
        Assert.Equal(2, Decide(Decisions.Of("d-1"), Decisions.Of("d-2").SuppressedBy("card-1", 7_200)).Raised);

    [Fact]
    public void Decision_without_reasons_still_raises() =>
        Assert.Equal("unexplained", Decide(Decisions.Of("d-1") with { Reasons = [] }).Alerts[0].Reason);

    private static List<AlertCause> Causes(params Decision[] decisions) =>
        [.. decisions.Select(decision => AlertCause.Of(decision, Policy)).OfType<AlertCause>()];

    private static AlertChanges Decide(params Decision[] decisions) =>
        RaiseAlert.Decide(Causes(decisions), new Dictionary<AlertKey, Alert>(), lastSequence: 0, Policy);
}
