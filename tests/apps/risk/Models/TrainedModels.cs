using System.Text.Json.Nodes;
using Platform.Learning.Boosting;
using Platform.Scoring;

namespace Platform.Risk.Tests.Models;

/// <summary>A small ensemble over the shipped features, trained once: large amounts are fraud.</summary>
internal static class TrainedModels
{
    private static readonly Lazy<byte[]> trained = new(Train);

    /// <summary>The file; skips the test where XGBoost's library is not installed.</summary>
    public static byte[] File
    {
        get
        {
            Assert.SkipUnless(Xgboost.IsInstalled, "XGBoost's library is not installed: apt-get install libxgboost0");
            return trained.Value;
        }
    }

    public static FraudModel Model => FraudModel.FromBytes(File);

    /// <summary>The file with something changed in it.</summary>
    public static byte[] With(Action<JsonNode> change)
    {
        var json = JsonNode.Parse(File)!;
        change(json);
        return System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    /// <summary>It cannot judge amounts of a thousand and more: there its sums have no end.</summary>
    public static byte[] FailingOnLargeAmounts => With(json =>
    {
        json["margins"] = new JsonArray();
        var column = json["columns"]!.AsArray().Select(name => name!.GetValue<string>()).ToList().IndexOf("amount");
        json["ensemble"]!["linear"]!["weights"]![column] = 1e36;
    });

    private static byte[] Train() => FraudModelTrainer.Train(
        Shipped.Features, [.. Traffic.Many(2_000).Select(one => new LabelledTransaction(one, one.Amount > 45))],
        new()
        {
            Examples = 20,
            Ensemble = new()
            {
                Folds = 2, DepthWise = new() { Trees = 12, Depth = 3 },
                LossGuided = new() { Growth = Growth.LossGuided, Trees = 12, Leaves = 6 }, Forest = new() { Trees = 20, SampleSize = 64 },
            },
        });
}
