using System.Globalization;
using Platform.Cli.Models;
using Platform.Learning.Boosting;
using Platform.Local.Launcher;
using Platform.Scoring;

namespace Platform.Cli.Tests;

public sealed class TrainModelTests : IDisposable
{
    private const string Mapping = """
        time: { column: time }
        account: { column: from }
        counterparty: { column: to }
        amount: { column: amount }
        currency: { value: EUR }
        kind: { value: payment }
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("train-");
    private readonly StringWriter said = new(CultureInfo.InvariantCulture);

    public void Dispose()
    {
        said.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Labelled_file_becomes_a_model_that_can_be_added()
    {
        Assert.SkipUnless(Xgboost.IsInstalled, "XGBoost's library is not installed: apt-get install libxgboost0");

        var code = TrainModel.Run(Request(Mapping + "\nlabel: { column: fraud }\n"), said);

        Assert.Equal(0, code);
        var model = FraudModel.FromBytes(File.ReadAllBytes(At("model.json")));
        Assert.Equal(1_000, model.Training.Events);
        Assert.Contains("1,000 events, 200 of them fraud; 1 lines left out", said.ToString(), StringComparison.Ordinal);
        Assert.Contains($"{model.Version}: ", said.ToString(), StringComparison.Ordinal);
        Assert.Contains("models add", said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void File_without_labels_is_refused_in_words()
    {
        var refused = Assert.Throws<LaunchException>(() => TrainModel.Run(Request(Mapping), said));
        Assert.Contains("no label", Failure.Describe(refused), StringComparison.Ordinal);
    }

    [Fact]
    public void File_with_too_few_frauds_is_refused_in_words()
    {
        var refused = Assert.Throws<FraudTrainingException>(
            () => TrainModel.Run(Request(Mapping + "\nlabel: { column: fraud, positive: never }\n"), said));
        Assert.Contains("at least 20", Failure.Describe(refused), StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(folder.FullName, name);

    private TrainingRequest Request(string mapping)
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var lines = Enumerable.Range(0, 1_000).Select(i => string.Create(CultureInfo.InvariantCulture,
            $"{start.AddMinutes(i):O},c{i % 9},t{i % 7},{(i % 5 is 0 ? 900 : 10 + i % 13)},{(i % 5 is 0 ? 1 : 0)}"));
        File.WriteAllLines(At("events.csv"), ["time,from,to,amount,fraud", .. lines, "yesterday,c1,t1,5,0"]);
        File.WriteAllText(At("mapping.yaml"), mapping);
        return new(At("events.csv"), At("mapping.yaml"), At("model.json"))
        {
            FeatureFolder = Path.Combine(Repository.Root, "apps", "risk", "features"),
            Options = new(),
        };
    }
}
