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
            var mark = model.Version == list.InForce ? "in force" : model.IsFit ? "" : "of other features";
            yield return Text($"{model.Version}  {model.AddedAt:yyyy-MM-dd HH:mm}  {Of(model.Training)}  {mark}").TrimEnd();
        }
    }

    public static string Of(TrainingSummary training) => Text(
        $"{training.Events:N0} events, {training.Frauds:N0} frauds, {Of(training.Quality)}");

    public static string Of(TrainingQuality quality) => Text(
        $"AUC {quality.RocAuc:0.0000}, AP {quality.AveragePrecision:0.0000}, calibration error {quality.CalibrationError:0.0000}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
