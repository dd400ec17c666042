using System.Text;
using System.Text.Json.Nodes;
using Platform.Contracts;
using Platform.Learning.Boosting;
using Platform.Local.Launcher;
using Platform.Scoring;

namespace Platform.Models.Tests.Registry;

/// <summary>Small ensembles over the shipped features, the first one trained once: large amounts are fraud.</summary>
internal static class TrainedModels
{
    private static readonly Lazy<byte[]> trained = new(Train);

    /// <summary>A file; each number another one. Skips the test where XGBoost's library is not installed.</summary>
    public static byte[] File(int number)
    {
        Assert.SkipUnless(Xgboost.IsInstalled, "XGBoost's library is not installed: apt-get install libxgboost0");
        var json = JsonNode.Parse(trained.Value)!;
        json["training"]!["seed"] = number;
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    public static string VersionOf(int number) => FraudModel.FromBytes(File(number)).Version;

    private static byte[] Train()
    {
        var features = TransactionFeatures.ReadFolder(Path.Combine(Repository.Root, "apps", "risk", "features"));
        var random = new Random(7);
        var start = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
        var events = Enumerable.Range(0, 1_000).Select(i => new Transaction
        {
            Id = $"tx-{i}", Time = start.AddMinutes(i), Kind = TransactionKind.Payment, Amount = random.Next(1, 100), Currency = "EUR",
            Account = $"a-{random.Next(20)}", Counterparty = $"t-{random.Next(10)}",
        });
        return FraudModelTrainer.Train(
            features, [.. events.Select(one => new LabelledTransaction(one, one.Amount > 80))],
            new()
            {
                Examples = 20,
                Ensemble = new()
                {
                    Folds = 2, DepthWise = new() { Trees = 6, Depth = 3 },
                    LossGuided = new() { Growth = Growth.LossGuided, Trees = 6, Leaves = 6 },
                    Forest = new() { Trees = 10, SampleSize = 64 },
                },
            });
    }
}
