using Platform.Contracts;
using Platform.Learning;
using Platform.Scoring.Retraining;

namespace Platform.Scoring.Tests.Retraining;

/// <summary>Events and data sets that tests share.</summary>
internal static class Made
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    public static TransactionFeatures Features { get; } =
        TransactionFeatures.ReadFolder(Path.Combine(AppContext.BaseDirectory, "features"));

    // One in ten minutes, 30 days; amounts above 45 are fraud, about one in nine, and known a day later; nobody says which are honest.
    public static IEnumerable<LabelledTransaction> Events(int count = 4_320)
    {
        var random = new SplitMix(3);
        for (var i = 0; i < count; i++)
        {
            var amount = 5 + random.Below(4_500) / 100m;
            yield return Labelled(
                new()
                {
                    Id = $"tx-{i}", Time = Start.AddMinutes(10 * i), Kind = TransactionKind.Payment, Amount = amount, Currency = "EUR",
                    Account = $"a-{random.Below(20)}", Counterparty = $"t-{random.Below(10)}", Channel = i % 3 == 0 ? "web" : "pos",
                },
                amount > 45);
        }
    }

    public static LabelledTransaction Labelled(Transaction e, bool isFraud) =>
        new(e, isFraud) { KnownAt = isFraud ? e.Time.AddDays(1) : null };

    // 30 days of events: 2 of history, 16 of training, 2 of gap, 8 to judge by, 2 too young.
    public static DataSetOptions Options => new()
    {
        AsOf = Start.AddDays(30), LabelDelay = TimeSpan.FromDays(2), OutOfTime = TimeSpan.FromDays(8), Training = TimeSpan.FromDays(16),
    };

    public static DataSetFile Build(IEnumerable<LabelledTransaction> events, string path, DataSetOptions? options = null)
    {
        using var builder = new DataSetBuilder(Features, options ?? Options, path);
        foreach (var e in events) builder.Add(e);
        return builder.Finish();
    }
}

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("platform-retraining-");

    public string File(string name) => Path.Combine(folder.FullName, name);

    public void Dispose() => folder.Delete(recursive: true);
}
