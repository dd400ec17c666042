using Platform.Contracts;
using Platform.Models.Labels;

namespace Platform.Models.Tests.Labels;

public sealed class ResolveLabelsTests
{
    private static readonly DateTimeOffset Day0 = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_stronger_source_counts_whenever_it_speaks()
    {
        var late = ResolveLabels.Of([Of("a", Finding.Fraud, LabelSource.Customer, 1), Of("b", Finding.Legitimate, LabelSource.Analyst, 5)]);
        var early = ResolveLabels.Of(
            [Of("a", Finding.Fraud, LabelSource.Customer, 5), Of("b", Finding.Legitimate, LabelSource.Analyst, 1)]);

        Assert.Equal(("b", Finding.Legitimate, Day0.AddDays(5)), (late.LabelId, late.Verdict, late.KnownAt));
        Assert.Equal(("b", Finding.Legitimate, Day0.AddDays(1)), (early.LabelId, early.Verdict, early.KnownAt));
    }

    [Fact]
    public void A_source_may_correct_itself()
    {
        var outcome = ResolveLabels.Of(
            [Of("a", Finding.Fraud, LabelSource.Analyst, 1), Of("b", Finding.Legitimate, LabelSource.Analyst, 2, 0.6)]);

        Assert.Equal((Finding.Legitimate, 0.6, Day0.AddDays(2)), (outcome.Verdict, outcome.Confidence, outcome.KnownAt));
    }

    [Fact]
    public void Of_two_words_of_one_moment_the_surer_one_counts()
    {
        Label[] labels = [Of("z", Finding.Fraud, LabelSource.Customer, 1, 0.9), Of("a", Finding.Legitimate, LabelSource.Customer, 1, 0.8)];

        Assert.Equal(Finding.Fraud, ResolveLabels.Of(labels).Verdict);
        Assert.Equal(Finding.Legitimate, ResolveLabels.Of([labels[0] with { Confidence = 0.7 }, labels[1]]).Verdict);
    }

    [Fact]
    public void What_is_confirmed_was_known_since_it_was_first_said_and_not_while_it_was_denied()
    {
        Label[] labels =
        [
            Of("a", Finding.Fraud, LabelSource.Customer, 1), Of("b", Finding.Fraud, LabelSource.Analyst, 3),
            Of("c", Finding.Fraud, LabelSource.Chargeback, 30),
        ];
        Assert.Equal(("c", Day0.AddDays(1)), (ResolveLabels.Of(labels).LabelId, ResolveLabels.Of(labels).KnownAt));

        labels[1] = Of("b", Finding.Legitimate, LabelSource.Analyst, 3);
        Assert.Equal(Day0.AddDays(30), ResolveLabels.Of(labels).KnownAt);
    }

    [Fact]
    public void The_order_in_which_labels_come_does_not_matter()
    {
        var random = new Random(5);
        for (var round = 0; round < 500; round++)
        {
            var labels = Enumerable.Range(0, random.Next(1, 7))
                .Select(i => Of($"l{i}", (Finding)random.Next(2), (LabelSource)random.Next(5), random.Next(4), random.Next(1, 4) / 3.0))
                .ToArray();
            var outcome = ResolveLabels.Of(labels);
            random.Shuffle(labels);

            Assert.Equal(outcome, ResolveLabels.Of(labels));
        }
    }

    [Fact]
    public void Only_new_labels_of_events_on_which_labels_disagree_are_contradictions()
    {
        Label[] labels =
        [
            Of("a", Finding.Fraud, LabelSource.Customer, 1), Of("b", Finding.Legitimate, LabelSource.Analyst, 2),
            Of("c", Finding.Fraud, LabelSource.Customer, 1) with { EventId = "other" },
        ];

        Assert.Equal(1, ResolveLabels.Contradictions(labels, label => label.Id is "b" or "c"));
    }

    private static Label Of(string id, Finding verdict, LabelSource source, int day, double sure = 1) => new()
    {
        Id = id, EventId = "tx-1", Verdict = verdict, Source = source, Confidence = sure, KnownAt = Day0.AddDays(day),
    };
}
