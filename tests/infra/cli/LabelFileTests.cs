using Platform.Cli.Labels;
using Platform.Contracts;
using Platform.Scoring;

namespace Platform.Cli.Tests;

public sealed class LabelFileTests
{
    private static readonly DateTimeOffset Day0 = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_label_is_known_after_the_delay_and_at_the_latest_now()
    {
        var labels = LabelFile.Of([Of("a", 0, true), Of("b", 5, false)], LabelSource.Chargeback, TimeSpan.FromDays(7), Day0.AddDays(8))
            .ToList();

        Assert.Equal(
            [("a", Finding.Fraud, Day0.AddDays(7)), ("b", Finding.Legitimate, Day0.AddDays(8))],
            labels.Select(label => (label.EventId!, label.Verdict, label.KnownAt)));
        Assert.True(labels.TrueForAll(label => new LabelValidator(TimeProvider.System).Validate(label).IsValid));
    }

    [Fact]
    public void The_same_file_again_has_the_same_ids_and_another_verdict_or_source_has_others()
    {
        string IdOf(bool isFraud, LabelSource source) =>
            LabelFile.Of([Of("a", 0, isFraud)], source, TimeSpan.Zero, Day0).Single().Id;

        Assert.Equal(IdOf(true, LabelSource.Analyst), IdOf(true, LabelSource.Analyst));
        string[] ids = [IdOf(true, LabelSource.Analyst), IdOf(false, LabelSource.Analyst), IdOf(true, LabelSource.Customer)];
        Assert.Distinct(ids);
    }

    private static LabelledTransaction Of(string id, int day, bool isFraud) => new(
        new()
        {
            Id = id, Time = Day0.AddDays(day), Kind = TransactionKind.Payment, Amount = 1, Currency = "EUR", Account = "a",
            Counterparty = "b",
        },
        isFraud);
}
