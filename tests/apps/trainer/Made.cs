using Platform.Contracts;
using Platform.Local.Launcher;
using Platform.Scoring;

namespace Platform.Trainer.Tests;

/// <summary>Events and labels that tests share: one event in ten minutes, large amounts are fraud, known a day later.</summary>
internal static class Made
{
    public const int Count = 4_320;

    public static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    public static string Features { get; } =
        File.ReadAllText(Path.Combine(Repository.Root, "apps", "risk", "features", TransactionFeatures.FileName));

    /// <summary>The features after a change: another version.</summary>
    public static string OtherFeatures => Features.Replace("memory: 10000 events", "memory: 9000 events", StringComparison.Ordinal);

    /// <summary>The same on every call; about one in nine is above 45.</summary>
    public static IEnumerable<Transaction> Events(int count = Count)
    {
        var random = new Random(3);
        for (var i = 0; i < count; i++)
        {
            yield return Event($"tx-{i}", Start.AddMinutes(10 * i)) with
            {
                Amount = 5 + random.Next(4_500) / 100m, Account = $"a-{random.Next(20)}", Counterparty = $"t-{random.Next(10)}",
                Channel = i % 3 == 0 ? "web" : "pos",
            };
        }
    }

    public static IEnumerable<Outcome> Outcomes(IEnumerable<Transaction> events) =>
        events.Where(e => e.Amount > 45).Select((e, i) => Outcome(e.Id, e.Time.AddDays(1)) with { Number = i + 1 });

    public static Transaction Event(string id, DateTimeOffset time) => new()
    {
        Id = id, Time = time, Kind = TransactionKind.Payment, Amount = 10, Currency = "EUR", Account = "a", Counterparty = "t",
    };

    public static Outcome Outcome(string id, DateTimeOffset knownAt, Finding verdict = Finding.Fraud) => new()
    {
        EventId = id, Verdict = verdict, Source = LabelSource.Chargeback, Confidence = 1, KnownAt = knownAt, LabelId = $"l-{id}",
        Number = 1,
    };

    public static Label Label(LabelledEntity entity, DateTimeOffset knownAt, Finding verdict = Finding.Fraud) => new()
    {
        Id = $"l-{entity.Id}-{knownAt.UtcTicks}", Entity = entity, Verdict = verdict, Source = LabelSource.Analyst, KnownAt = knownAt,
    };
}
