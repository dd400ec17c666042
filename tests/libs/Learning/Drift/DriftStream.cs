using Platform.Learning.Drift;

namespace Platform.Learning.Tests.Drift;

/// <summary>An event that can be changed before it is seen.</summary>
internal sealed class DriftRow(int features)
{
    public float[] Features { get; } = new float[features];

    public DriftMark Mark { get; set; }
}

/// <summary>Made-up events: features of the normal distribution, two slices, a score, alerts at one in fifty.</summary>
internal sealed class DriftStream(int features, double perSecond, ulong seed)
{
    public const long StartMs = 1_800_000_000_000;
    private readonly DriftRow row = new(features);
    private SplitMix random = new(seed);
    private long made;

    public long NowMs => StartMs + (long)(made * 1_000 / perSecond);

    /// <summary>The next event; the same row each time.</summary>
    public DriftRow Next()
    {
        var at = NowMs;
        made++;
        for (var i = 0; i < features; i += 2)
        {
            var (first, second) = Normals();
            row.Features[i] = (float)first;
            if (i + 1 < features) row.Features[i + 1] = (float)second;
        }

        var score = (float)random.Fraction();
        row.Mark = new(at, random.Below(2), score, score > 0.98f);
        return row;
    }

    public DriftStretch Take(int count, Action<DriftRow>? change = null)
    {
        var (marks, values) = (new DriftMark[count], new float[count * features]);
        for (var i = 0; i < count; i++)
        {
            var next = Next();
            change?.Invoke(next);
            marks[i] = next.Mark;
            next.Features.CopyTo(values, i * features);
        }

        string[] names = [.. Enumerable.Range(0, features).Select(i => $"f{i}")];
        return new() { Features = names, Slices = ["channel web", "channel app"], Marks = marks, Values = values };
    }

    /// <summary>Plays events into a watch until a moment.</summary>
    public List<DriftFinding> Play(DriftWatch watch, TimeSpan length, Action<DriftRow>? change = null)
    {
        List<DriftFinding> begun = [];
        for (var end = NowMs + (long)length.TotalMilliseconds; NowMs < end;)
        {
            var next = Next();
            change?.Invoke(next);
            begun.AddRange(watch.Add(next.Mark, next.Features));
        }

        return begun;
    }

    // Box, Muller, "A note on the generation of random normal deviates", 1958.
    private (double First, double Second) Normals()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - random.Fraction()));
        var (sine, cosine) = Math.SinCos(2 * Math.PI * random.Fraction());
        return (radius * cosine, radius * sine);
    }
}
