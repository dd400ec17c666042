using System.Runtime.InteropServices;
using Platform.Learning;

namespace Platform.Bench.Scenarios;

/// <summary>The isolation forest on one core, beside scikit-learn's on the same rows.</summary>
internal sealed class ForestSpeed : IScenario
{
    private const int Columns = 30;
    private const int TrainingRows = 20_000;
    private const int SingleRows = 20_000;

    public string Name => "forest";

    public string Group => "learning";

    public string Purpose => "isolation forest, 100 trees of 256 rows over 30 features, in one thread, beside scikit-learn";

    public async Task RunAsync(Stage stage, CancellationToken ct)
    {
        var rows = Rows(stage.Quick ? 20_000 : 100_000);
        var forest = IsolationForest.Fit(rows.AsSpan(0, TrainingRows * Columns), Columns, new() { Seed = 1 });
        var scores = new double[rows.Length / Columns];
        List<(string, Func<Task<double>>)> measured =
        [
            ("forest_single_us", Turns.Microseconds(SingleRows, () =>
            {
                for (var i = 0; i < SingleRows; i++) scores[i] = forest.Score(rows.AsSpan(i * Columns, Columns));
            })),
            ("forest_batch_rows_per_s", Turns.PerSecond(scores.Length, () => forest.ScoreAll(rows, scores))),
        ];

        var data = Path.Combine(stage.Folder(Name), "rows.f32");
        await File.WriteAllBytesAsync(data, MemoryMarshal.AsBytes(rows.AsSpan()).ToArray(), ct);
        using var peer = await Peer.StartAsync(stage, "python3-sklearn", ["forest.py", data, $"{Columns}"], ct);
        if (peer is not null)
        {
            measured.Add(("sklearn_single_us", () => peer.MeasureAsync("single", ct)));
            measured.Add(("sklearn_batch_rows_per_s", () => peer.MeasureAsync("batch", ct)));
        }

        foreach (var (name, value) in await Turns.MediansAsync(measured, stage.Quick)) stage.Figures.Set(name, value);
    }

    // Most rows lie close together, a hundredth far out.
    private static float[] Rows(int count)
    {
        var random = new SplitMix(7);
        var rows = new float[count * Columns];
        for (var i = 0; i < count; i++)
        {
            var spread = random.Below(100) == 0 ? 6 : 1;
            foreach (ref var value in rows.AsSpan(i * Columns, Columns))
                value = (float)(spread * (random.Fraction() + random.Fraction() - 1));
        }

        return rows;
    }
}
