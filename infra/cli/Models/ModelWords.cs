using System.Globalization;
using Platform.Contracts;

namespace Platform.Cli.Models;

/// <summary>Models in lines that people read.</summary>
internal static class ModelWords
{
    public static IEnumerable<string> Of(ModelList list)
    {
        if (list.Models.Count is 0) yield return "No models; train one: ./platform models train FILE --out model.json";
        foreach (var model in list.Models)
        {
            var stage = model.Version == list.InForce ? "in force" : model.Stage.ToString().ToLowerInvariant();
            yield return Text($"{model.Version}  {model.AddedAt:yyyy-MM-dd HH:mm}  {Of(model.Training)}  {stage}");
        }
    }

    /// <summary>One model, and when it was in force.</summary>
    public static IEnumerable<string> Of(ModelView model, ModelList list)
    {
        yield return Text($"{model.Version}  {(model.Version == list.InForce ? "in force" : model.Stage.ToString().ToLowerInvariant())}");
        yield return Text($"  trained on   {Of(model.Training)}");
        yield return Text($"  events from  {model.Training.From:yyyy-MM-dd} to {model.Training.To:yyyy-MM-dd}");
        yield return Text($"  features     {model.FeatureSet}");
        yield return Text($"  file         {model.Bytes:N0} bytes, sha256 {model.Sha256}");
        yield return Text($"  added        {model.AddedAt:yyyy-MM-dd HH:mm} by {model.AddedBy}");
        foreach (var entry in list.History.Where(entry => entry.Version == model.Version))
            yield return Text($"  chosen       {entry.At:yyyy-MM-dd HH:mm} by {entry.By}: {entry.Reason}");
    }

    public static string Of(TrainingSummary training) => Text(
        $"{training.Events:N0} events, {training.Frauds:N0} frauds, {Of(training.Quality)}");

    public static string Of(TrainingQuality quality) => Text(
        $"AUC {quality.RocAuc:0.0000}, AP {quality.AveragePrecision:0.0000}, calibration error {quality.CalibrationError:0.0000}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
