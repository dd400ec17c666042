using Platform.Scoring;

namespace Platform.Cli.Models;

/// <summary>What to train on, and where the model goes.</summary>
internal sealed record TrainingRequest(string File, string? Mapping, string Out)
{
    public required string FeatureFolder { get; init; }

    public required FraudTrainingOptions Options { get; init; }
}

/// <summary>Trains a model on a labelled file and says how good it is.</summary>
internal static class TrainModel
{
    public static int Run(TrainingRequest request, TextWriter output)
    {
        var said = new Said(output);
        var features = TransactionFeatures.ReadFolder(request.FeatureFolder);
        var bytes = FraudModelTrainer.Train(features, LabelledFile.Read(request.File, request.Mapping, said), request.Options, said);
        File.WriteAllBytes(request.Out, bytes);
        var model = FraudModel.FromBytes(bytes);
        output.WriteLine($"{model.Version}: {ModelWords.Of(model.Training)}");
        output.WriteLine($"Put it in force: ./platform models add {request.Out} --tenant demo --activate");
        return 0;
    }
}

/// <summary>Says each step on a line.</summary>
internal sealed class Said(TextWriter output) : IProgress<string>
{
    public void Report(string value) => output.WriteLine(value);
}
