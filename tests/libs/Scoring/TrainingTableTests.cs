using Platform.Contracts;

namespace Platform.Scoring.Tests;

public sealed class TrainingTableTests
{
    private static readonly TransactionFeatures Features =
        TransactionFeatures.ReadFolder(Path.Combine(AppContext.BaseDirectory, "features"));
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    // By then the event has left the window of 7 days that ends a week before.
    private static readonly string[] LabelFeatures =
        ["payeeRisk30d", "sincePayeeFraud", "payeeLastLabel", "accountFrauds30d", "accountRisk30d", "accountLastLabel"];

    [Theory]
    [InlineData(20, 19, false)]
    [InlineData(20, 21, true)]
    [InlineData(null, 18, false)]
    [InlineData(6, 18, true)]
    public void A_label_changes_only_rows_of_events_after_it_was_known(int? knownAfter, int day, bool changes)
    {
        float[] RowWhen(bool isFraud) => TrainingTable.Of(
            Features,
            [
                new(At("first", 0), isFraud) { KnownAt = knownAfter is { } days ? Start.AddDays(days) : null },
                new(At("second", day), IsFraud: false),
            ],
            most: 1).Rows;

        var (honest, fraud) = (RowWhen(isFraud: false), RowWhen(isFraud: true));

        string[] changed = [.. Features.Names.Where((_, i) => !honest[i].Equals(fraud[i]))];
        Assert.Equal(changes ? LabelFeatures : [], changed);
    }

    private static Transaction At(string id, int day) => new()
    {
        Id = id, Time = Start.AddDays(day), Kind = TransactionKind.Payment, Amount = 10, Currency = "EUR", Account = "a",
        Counterparty = "t",
    };
}
