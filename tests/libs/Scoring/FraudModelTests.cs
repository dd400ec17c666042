using System.Text;
using System.Text.Json.Nodes;
using Platform.Contracts;
using Platform.Learning;
using Platform.Learning.Boosting;

namespace Platform.Scoring.Tests;

public sealed class FraudModelTests
{
    private static readonly TransactionFeatures Features =
        TransactionFeatures.ReadFolder(Path.Combine(AppContext.BaseDirectory, "features"));
    private static readonly Lazy<byte[]> Trained = new(() => FraudModelTrainer.Train(Features, Events(1_500), Small));

    private static FraudTrainingOptions Small => new()
    {
        Examples = 20,
        Ensemble = new()
        {
            Folds = 2, DepthWise = new() { Trees = 10, Depth = 3 },
            LossGuided = new() { Growth = Growth.LossGuided, Trees = 10, Leaves = 5 }, Forest = new() { Trees = 20, SampleSize = 64 },
        },
    };

    private static byte[] File
    {
        get
        {
            Assert.SkipUnless(Xgboost.IsInstalled, "XGBoost's library is not installed: apt-get install libxgboost0");
            return Trained.Value;
        }
    }

    [Fact]
    public void Same_events_and_seed_give_the_same_bytes_and_order_does_not_matter()
    {
        _ = File;
        var shuffled = Events(1_500).OrderBy(e => e.Transaction.Id.GetHashCode(StringComparison.Ordinal)).ToList();
        Assert.Equal(File, FraudModelTrainer.Train(Features, shuffled, Small));
        Assert.NotEqual(File, FraudModelTrainer.Train(Features, Events(1_500), Small with { Ensemble = Small.Ensemble with { Seed = 1 } }));
    }

    [Fact]
    public void Model_tells_what_it_learnt_and_how_well()
    {
        var model = FraudModel.FromBytes(File);

        Assert.Equal(1_500, model.Training.Events);
        Assert.Equal((300, 1_500), (model.Training.Quality.Events, model.Training.Events));
        Assert.True(model.Training.Quality.RocAuc > 0.95, $"AUC {model.Training.Quality.RocAuc}");
        Assert.Equal("amount", model.Importance.MaxBy(one => one.Contribution)?.Feature);
        Assert.Equal("amount", model.Importance.MaxBy(one => one.Permutation)?.Feature);
        Assert.Equal(1, model.Importance.Sum(one => one.Gain), 6);
        Assert.Equal((40, 20), (model.Examples.Count, model.Examples.Labels.Count(label => label)));
        Assert.Equal(Features.Names, model.Columns);
    }

    [Fact]
    public void Only_the_latest_events_are_trained_on()
    {
        _ = File;
        var model = FraudModel.FromBytes(FraudModelTrainer.Train(Features, Events(1_500), Small with { MostEvents = 1_000 }));

        Assert.Equal(1_000, model.Training.Events);
        Assert.Equal(Events(1_500)[500].Transaction.Time, model.Training.From);
    }

    [Fact]
    public void Rows_are_picked_by_name_and_only_from_the_features_that_it_was_trained_on()
    {
        var model = FraudModel.FromBytes(File);
        var other = TransactionFeatures.Parse(Features.Text + "\n# another version\n", "other");

        Assert.Equal("amount", Features.Set.Names[model.PositionsIn(Features)![0]]);
        Assert.Null(model.PositionsIn(other));
    }

    [Fact]
    public void Too_few_frauds_are_named() => Assert.Contains(
        "last fifth",
        Assert.Throws<FraudTrainingException>(() => FraudModelTrainer.Train(
            Features, [.. Events(500).Select((e, i) => e with { IsFraud = e.IsFraud && i < 400 })], Small)).Message,
        StringComparison.Ordinal);

    public static TheoryData<string> Damages => new(Changes.Keys);

    private static Dictionary<string, Action<JsonNode>> Changes => new()
    {
        ["format"] = json => json["format"] = 2,
        ["no columns"] = json => json["columns"] = new JsonArray(),
        ["column twice"] = json => json["columns"]![0] = json["columns"]![1]!.DeepClone(),
        ["column too many"] = json => json["columns"]!.AsArray().Add("x"),
        ["importance"] = json => json["importance"]![0]!["feature"] = "x",
        ["examples' rows"] = json => json["examples"]!["rows"] = "AAAA",
        ["examples' labels"] = json => json["examples"]!["labels"]!.AsArray().RemoveAt(0),
        ["more margins than examples"] = json => json["margins"] = new JsonArray([.. Enumerable.Range(0, 50).Select(i => (JsonNode)i)]),
        ["a margin"] = json => json["margins"]![3] = 0.123,
        ["a weight"] = json => json["ensemble"]!["linear"]!["intercept"] = 9,
        ["no ensemble"] = json => json["ensemble"] = null,
        ["no training"] = json => json["training"] = null,
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Damaged_file_is_refused(string what)
    {
        var json = JsonNode.Parse(File)!;
        Changes[what](json);
        Assert.Throws<FormatException>(() => FraudModel.FromBytes(Encoding.UTF8.GetBytes(json.ToJsonString())));
    }

    [Fact]
    public void Truncated_file_is_refused_wherever_it_ends()
    {
        for (var length = 0; length < File.Length; length += 997)
            Assert.Throws<FormatException>(() => FraudModel.FromBytes(File.AsMemory(0, length)));
    }

    [Fact]
    public void Enormous_file_is_refused_before_it_is_read() =>
        Assert.Throws<FormatException>(() => FraudModel.FromBytes(new byte[FraudModel.MostBytes + 1]));

    [Fact]
    public void Example_is_wholly_like_itself_and_pulls_add_up_to_the_examples_estimate()
    {
        var model = FraudModel.FromBytes(File);
        var kernel = new ExampleLikeness(model);
        var likeness = kernel.To(model.Examples.Row(0));
        var pulls = kernel.Pulls(likeness);

        Assert.Equal(1, likeness[0]);
        Assert.All(likeness, one => Assert.InRange(one, 0, 1));
        var estimate = likeness.Where((_, i) => model.Examples.Labels[i]).Sum() / likeness.Sum();
        Assert.Equal(estimate, kernel.ShareOfFraud + pulls.Sum(), 9);
    }

    // Amounts above 45 are fraud: about one in five.
    private static List<LabelledTransaction> Events(int count)
    {
        var random = new SplitMix(3);
        var events = new List<LabelledTransaction>();
        for (var i = 0; i < count; i++)
        {
            var amount = 5 + random.Below(5_000) / 100m;
            events.Add(new(
                new()
                {
                    Id = $"tx-{i}", Time = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero).AddSeconds(i * 97),
                    Kind = TransactionKind.Payment, Amount = amount, Currency = "EUR", Account = $"a-{random.Below(20)}",
                    Counterparty = $"t-{random.Below(10)}",
                },
                amount > 45));
        }

        return events;
    }
}
