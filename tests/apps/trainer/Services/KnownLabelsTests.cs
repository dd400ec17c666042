using Platform.Contracts;
using Platform.Trainer.Services;

namespace Platform.Trainer.Tests.Services;

public sealed class KnownLabelsTests
{
    private static readonly DateTimeOffset At = Made.Start;
    private readonly KnownLabels labels = new(At.AddDays(30));

    [Fact]
    public void An_event_that_nobody_spoke_of_is_not_labelled()
    {
        var known = labels.Of(Made.Event("e", At));

        Assert.Equal((false, null), (known.IsFraud, known.KnownAt));
    }

    [Fact]
    public void An_events_own_outcome_counts_before_labels_of_its_entities()
    {
        labels.Add(Made.Label(new(LabelledKind.Account, "a", At.AddDays(-1)), At.AddDays(2)));
        labels.Add(Made.Outcome("e", At.AddDays(1), Finding.Legitimate));

        var known = labels.Of(Made.Event("e", At));

        Assert.Equal((false, At.AddDays(1)), (known.IsFraud, known.KnownAt));
        Assert.True(labels.Of(Made.Event("other", At)).IsFraud);
    }

    [Theory]
    [InlineData(LabelledKind.Account, "a", true)]
    [InlineData(LabelledKind.Counterparty, "t", true)]
    [InlineData(LabelledKind.Account, "t", false)]
    [InlineData(LabelledKind.Counterparty, "a", false)]
    public void An_entity_is_meant_by_its_kind_and_id(LabelledKind kind, string id, bool isFraud)
    {
        labels.Add(Made.Label(new(kind, id, At), At.AddDays(2)));

        Assert.Equal(isFraud, labels.Of(Made.Event("e", At)).IsFraud);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(47, true)]
    [InlineData(48, false)]
    public void A_label_without_an_end_is_of_events_from_its_start_until_it_was_known(int hours, bool isFraud)
    {
        labels.Add(Made.Label(new(LabelledKind.Account, "a", At), At.AddHours(48)));

        Assert.Equal(isFraud, labels.Of(Made.Event("e", At.AddHours(hours))).IsFraud);
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public void A_label_with_an_end_is_of_events_before_it(int hours, bool isFraud)
    {
        labels.Add(Made.Label(new(LabelledKind.Account, "a", At) { Until = At.AddHours(10) }, At.AddHours(48)));

        Assert.Equal(isFraud, labels.Of(Made.Event("e", At.AddHours(hours))).IsFraud);
    }

    [Fact]
    public void The_strongest_source_wins_and_of_one_source_the_latest()
    {
        LabelledEntity entity = new(LabelledKind.Account, "a", At);
        labels.Add(Made.Label(entity, At.AddDays(9), Finding.Legitimate) with { Source = LabelSource.Customer });
        labels.Add(Made.Label(entity, At.AddDays(4)));
        Assert.True(labels.Of(Made.Event("e", At)).IsFraud);

        labels.Add(Made.Label(entity, At.AddDays(5), Finding.Legitimate));
        var known = labels.Of(Made.Event("e", At));

        Assert.Equal((false, At.AddDays(5)), (known.IsFraud, known.KnownAt));
    }

    [Fact]
    public void What_was_learnt_later_does_not_hide_what_was_known()
    {
        LabelledEntity entity = new(LabelledKind.Account, "a", At);
        labels.Add(Made.Label(entity, labels.AsOf));
        labels.Add(Made.Label(entity, labels.AsOf.AddTicks(1), Finding.Legitimate) with { Source = LabelSource.Investigation });
        labels.Add(Made.Outcome("e", labels.AsOf.AddTicks(1), Finding.Legitimate));

        var known = labels.Of(Made.Event("e", At));

        Assert.Equal((true, labels.AsOf), (known.IsFraud, known.KnownAt));
    }

    [Fact]
    public void A_label_of_an_event_is_none_of_an_entity()
    {
        labels.Add(Made.Label(new(LabelledKind.Account, "a", At), At.AddDays(1)) with { Entity = null, EventId = "e" });

        Assert.Null(labels.Of(Made.Event("e", At)).KnownAt);
    }
}
