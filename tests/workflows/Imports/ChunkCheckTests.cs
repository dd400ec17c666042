using Platform.Contracts;
using Platform.Workflows.Imports;

namespace Platform.Workflows.Tests;

public sealed class ChunkCheckTests
{
    private static readonly Transaction Good = new()
    {
        Id = "1", Time = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), Kind = TransactionKind.Payment, Amount = 1, Currency = "EUR",
        Account = "a", Counterparty = "b",
    };

    [Fact]
    public void Rows_that_cannot_be_read_or_are_out_of_range_are_told_from_good_ones()
    {
        var (good, rejected) = ChunkCheck.Sort(
            [new(2, Good), new(3, null, [new("time", "'soon' is not a number.")]), new(4, Good with { Amount = -1 }), new(5, null)]);

        Assert.Equal([2L], good.Select(row => row.Line));
        Assert.Equal([3L, 4, 5], rejected.Select(line => line.Line));
        Assert.Equal(["time", "amount", ""], rejected.Select(line => line.Errors.Single().Field));
    }

    [Fact]
    public void Reasons_leave_the_values_of_single_rows_out()
    {
        RejectedLine[] lines =
        [
            new(1, [new("amount", "column A: 'x' is not a number.")]),
            new(2, [new("amount", "column A: 'it's' is not a number.")]),
            new(3, [new("", "not valid JSON."), new("", "not valid JSON.")]),
        ];

        Assert.Equal(
            new Dictionary<string, long> { ["amount: column A: '…' is not a number."] = 2, ["not valid JSON."] = 1 },
            ChunkCheck.Reasons(lines));
        Assert.Null(ChunkCheck.Reasons([]));
    }

    [Fact]
    public void A_message_that_quotes_what_is_expected_is_kept() =>
        Assert.Equal("kind: '…' is not 'payment' or 'transfer'.", ReasonText.Of(new("kind", "'gift' is not 'payment' or 'transfer'.")));
}
