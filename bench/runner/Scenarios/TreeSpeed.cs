using System.Runtime.InteropServices;
using Platform.Learning;
using Platform.Learning.Boosting;

namespace Platform.Bench.Scenarios;

/// <summary>Boosted trees and their explanation on one core, beside XGBoost on the same model and rows.</summary>
internal sealed class TreeSpeed : IScenario
{
    private const int Columns = 30;
    private const int TrainingRows = 50_000;
    private const int SingleRows = 20_000;
    private const int ExplainedRows = 5_000;

    public string Name => "trees";

    public string Group => "learning";

    public string Purpose => "boosted trees, 100 of depth 6 over 30 features: scores and exact explanations in one thread, beside XGBoost";

    public async Task RunAsync(Stage stage, CancellationToken ct)
    {
        if (!Xgboost.IsInstalled)
        {
            stage.Say($"skipped: apt-get install libxgboost0");
            return;
        }

        var rows = Rows(stage.Quick ? 20_000 : 100_000);
        var json = Xgboost.Train(rows.AsSpan(0, Math.Min(TrainingRows, rows.Length / Columns) * Columns), Columns, Labels(rows), new());
        using var peer = await PeerAsync(stage, json, rows, ct);
        var measured = Ours(BoostedTrees.FromXgboostJson(json), rows);
        if (peer is not null) measured.AddRange(Theirs(peer, ct));

        var medians = await Turns.MediansAsync(measured, stage.Quick);
        foreach (var (name, value) in medians) stage.Figures.Set(name, value);
        if (peer is null) return;

        stage.Figures.Set("trees_batch_ratio", medians["trees_batch_rows_per_s"] / medians["xgboost_batch_rows_per_s"]);
        stage.Say($"XGBoost {peer.Version}: {medians["xgboost_single_us"]:F1} µs one row, {medians["xgboost_batch_rows_per_s"]:N0} rows/s");
    }

    private static List<(string, Func<Task<double>>)> Ours(BoostedTrees model, float[] rows)
    {
        var margins = new float[rows.Length / Columns];
        var (explainer, explained) = (new TreeExplainer(model), new float[ExplainedRows * Columns]);
        return
        [
            ("trees_single_us", Turns.Microseconds(SingleRows, () =>
            {
                for (var i = 0; i < SingleRows; i++) margins[i] = model.Predict(rows.AsSpan(i * Columns, Columns));
            })),
            ("trees_batch_rows_per_s", Turns.PerSecond(margins.Length, () => model.MarginAll(rows, margins))),
            ("shap_rows_per_s", Turns.PerSecond(ExplainedRows, () => explainer.ExplainAll(rows.AsSpan(0, explained.Length), explained))),
        ];
    }

    private static IEnumerable<(string, Func<Task<double>>)> Theirs(Peer peer, CancellationToken ct) =>
    [
        ("xgboost_single_us", () => peer.MeasureAsync("single", ct)),
        ("xgboost_batch_rows_per_s", () => peer.MeasureAsync("batch", ct)),
        ("xgboost_shap_rows_per_s", () => peer.MeasureAsync("shap", ct)),
    ];

    private async Task<Peer?> PeerAsync(Stage stage, byte[] json, float[] rows, CancellationToken ct)
    {
        var folder = stage.Folder(Name);
        var (model, data) = (Path.Combine(folder, "model.json"), Path.Combine(folder, "rows.f32"));
        await File.WriteAllBytesAsync(model, json, ct);
        await File.WriteAllBytesAsync(data, MemoryMarshal.AsBytes(rows.AsSpan()).ToArray(), ct);

        return await Peer.StartAsync(stage, "python3-xgboost", ["trees.py", model, data, $"{Columns}"], ct);
    }

    private static float[] Rows(int count)
    {
        var random = new SplitMix(42);
        var rows = new float[count * Columns];
        foreach (ref var value in rows.AsSpan()) value = (float)(random.Fraction() + random.Fraction() - 1);
        return rows;
    }

    private static float[] Labels(float[] rows)
    {
        var random = new SplitMix(43);
        var labels = new float[Math.Min(TrainingRows, rows.Length / Columns)];
        for (var i = 0; i < labels.Length; i++)
        {
            var row = rows.AsSpan(i * Columns, Columns);
            labels[i] = row[0] * row[1] + row[2] * row[3] * row[4] + Math.Abs(row[5]) - 0.3 + 0.3 * (random.Fraction() - 0.5) > 0 ? 1 : 0;
        }

        return labels;
    }
}
