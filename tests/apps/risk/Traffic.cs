using Platform.Contracts;
using Platform.Learning;

namespace Platform.Risk.Tests;

/// <summary>Made-up traffic: seeded, with a few accounts that also pay terminals and now and then far too much.</summary>
internal static class Traffic
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    public static Transaction One(string id, double amount = 10, string account = "a-1", string counterparty = "b-1") => new()
    {
        Id = id,
        Time = Start,
        Kind = TransactionKind.Transfer,
        Amount = (decimal)amount,
        Currency = "EUR",
        Account = account,
        Counterparty = counterparty,
    };

    public static List<Transaction> Many(int count, ulong seed = 7)
    {
        var random = new SplitMix(seed);
        return [.. Enumerable.Range(0, count).Select(i => Next(i, ref random))];
    }

    private static Transaction Next(int i, ref SplitMix random)
    {
        var payment = random.Below(3) > 0;
        var amount = 5 + random.Below(5_000) / 100m;
        return new()
        {
            Id = $"tx-{i}",
            Time = Start.AddSeconds(i * 97 - random.Below(300)),
            Kind = payment ? TransactionKind.Payment : TransactionKind.Transfer,
            Amount = random.Below(50) == 0 ? amount * 20 : amount,
            Currency = "EUR",
            Account = $"a-{random.Below(20)}",
            Counterparty = payment ? $"t-{random.Below(10)}" : $"a-{random.Below(20)}",
            Device = random.Below(4) == 0 ? null : $"d-{random.Below(30)}",
        };
    }
}
