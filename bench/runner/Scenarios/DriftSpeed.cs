using Platform.Learning;
using Platform.Learning.Drift;

namespace Platform.Bench.Scenarios;

/// <summary>The watch for drift: how soon it finds half a sigma, how often it is wrong in still weeks, and what an event costs.</summary>
internal sealed class DriftSpeed : IScenario
{
    private const int Features = 40;
    private const long StartMs = 1_800_000_000_000;
    private const int WeekSeconds = 7 * 86_400;
    private const int PerSecond = 50;

    // Every scenario is made in every run; only this one needs the rows.
    private readonly Lazy<DriftStretch> rows = new(() => PoolOf(200_000));

    private DriftStretch Pool => rows.Value;


    public string Name => "drift";

    public string Group => "learning";

    public string Purpose => "40 features watched for drift in one thread, without I/O";

    public Task RunAsync(Stage stage, CancellationToken ct)
    {
        var reference = DriftReference.Build(Reference(seed: 2), new());
        var longest = Enumerable.Range(0, 10).Max(trial => SecondsUntilFound(reference, (ulong)trial));
        stage.Figures.Set("drift_detection_seconds", longest);
        stage.Say($"found within {stage.Figures.Values["drift_detection_seconds"]} s; weeks follow");

        var weeks = stage.Quick ? 1 : 2;
        var (alarms, before) = (0, Environment.CpuUsage.TotalTime);
        for (var week = 0; week < weeks; week++) alarms += AlarmsOfWeek(reference, (ulong)week, ct);

        stage.Figures.Set("drift_false_alarms_per_week", (double)alarms / weeks);
        var spent = Environment.CpuUsage.TotalTime - before;
        stage.Figures.Set("drift_ns_per_event", spent.TotalNanoseconds / ((double)weeks * WeekSeconds * PerSecond));
        return Task.CompletedTask;
    }

    // 1,000 events a second, quiet for a time that ends anywhere in a block, then one feature moves: until it is named.
    private double SecondsUntilFound(DriftReference reference, ulong seed)
    {
        var (watch, random, row) = (new DriftWatch(reference), new SplitMix(seed), new float[Features]);
        var (shiftedAt, feature) = (70_000 + random.Below(10_000), random.Below(Features));
        for (var ms = 0; ms < shiftedAt + 120_000; ms++)
        {
            var at = Draw(ref random, row);
            if (ms >= shiftedAt) row[feature] += 0.5f;
            var begun = watch.Add(Pool.Marks[at] with { AtMs = StartMs + ms }, row);
            if (begun.Any(one => one.Feature == $"f{feature}")) return (ms - shiftedAt) / 1_000d;
        }

        return double.PositiveInfinity;
    }

    // As many looks as in any week, at 50 events a second; rows are drawn anew, so nothing shifts.
    private int AlarmsOfWeek(DriftReference reference, ulong seed, CancellationToken ct)
    {
        var (watch, random, alarms) = (new DriftWatch(reference), new SplitMix(seed + 100), 0);
        var values = Pool.Values.Span;
        for (var i = 0L; i < (long)WeekSeconds * PerSecond; i++)
        {
            if (i % 1_000_000 == 0) ct.ThrowIfCancellationRequested();
            var at = random.Below(Pool.Marks.Count);
            var mark = Pool.Marks[at] with { AtMs = StartMs + i * 1_000 / PerSecond };
            alarms += watch.Add(mark, values.Slice(at * Features, Features)).Count;
        }

        return alarms;
    }

    // Half an hour at 100 events a second: 30 windows.
    private DriftStretch Reference(ulong seed)
    {
        const int Count = 180_000;
        var (random, marks, values) = (new SplitMix(seed), new DriftMark[Count], new float[Count * Features]);
        for (var i = 0; i < Count; i++)
        {
            var at = Draw(ref random, values.AsSpan(i * Features, Features));
            marks[i] = Pool.Marks[at] with { AtMs = StartMs + i * 10L };
        }

        return Pool with { Marks = marks, Values = values };
    }

    private int Draw(ref SplitMix random, Span<float> row)
    {
        var at = random.Below(Pool.Marks.Count);
        Pool.Values.Span.Slice(at * Features, Features).CopyTo(row);
        return at;
    }

    private static DriftStretch PoolOf(int rows)
    {
        var (random, marks, values) = (new SplitMix(1), new DriftMark[rows], new float[rows * Features]);
        foreach (ref var value in values.AsSpan()) value = (float)Normal(ref random);
        for (var i = 0; i < rows; i++)
        {
            var score = (float)random.Fraction();
            marks[i] = new(0, random.Below(2), score, score > 0.98f);
        }

        string[] names = [.. Enumerable.Range(0, Features).Select(i => $"f{i}")];
        return new() { Features = names, Slices = ["channel web", "channel app"], Marks = marks, Values = values };
    }

    // Box, Muller, 1958.
    private static double Normal(ref SplitMix random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.Fraction())) * Math.Cos(2 * Math.PI * random.Fraction());
}
