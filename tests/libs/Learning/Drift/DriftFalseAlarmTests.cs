using Platform.Learning.Drift;

namespace Platform.Learning.Tests.Drift;

public sealed class DriftFalseAlarmTests
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    [Fact]
    public void Week_of_forty_still_features_raises_no_alarm()
    {
        // Rows are drawn anew from a pool: at 20 events a second a week is 60,480 looks at 123 columns.
        var pool = new DriftStream(40, 20, 1).Take(100_000);
        var watch = new DriftWatch(DriftReference.Build(Drawn(pool, 72_000, 20, 2), new()));
        var values = pool.Values.Span;
        var (random, alarms) = (new SplitMix(3), new List<DriftFinding>());
        for (var i = 0L; i < 7 * 86_400 * 20; i++)
        {
            var at = random.Below(pool.Marks.Count);
            alarms.AddRange(watch.Add(pool.Marks[at] with { AtMs = DriftStream.StartMs + i * 50 }, values.Slice(at * 40, 40)));
        }

        Assert.Empty(alarms);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(1.5)]
    public void Weeks_with_a_cycle_of_the_day_raise_no_alarm(double amplitude)
    {
        void Daily(DriftRow row) => row.Features[1] += (float)(amplitude * Math.Sin(row.Mark.AtMs * (2 * Math.PI / 86_400_000)));

        var options = new DriftOptions { BlockSeconds = 300, FalseAlarmsPerWeek = 0.1 };
        var stream = new DriftStream(4, 1, 4);
        var watch = new DriftWatch(DriftReference.Build(stream.Take(3 * 86_400, Daily), options));

        Assert.Empty(stream.Play(watch, 4 * Week, Daily));
        Assert.NotEmpty(stream.Play(watch, TimeSpan.FromHours(2), row => row.Features[2] += 0.5f));
    }

    [Fact]
    public void Bursts_that_wander_for_minutes_raise_no_alarm()
    {
        var (random, level, at) = (new SplitMix(6), 0d, 0L);

        // A common level with a memory of a few minutes: windows differ far more than independent events would.
        void Wander(DriftRow row)
        {
            if (row.Mark.AtMs / 10_000 != at) level = 0.97 * level + 0.1 * (random.Fraction() + random.Fraction() - 1);
            at = row.Mark.AtMs / 10_000;
            row.Features[0] += (float)level;
        }

        var stream = new DriftStream(4, 20, 5);
        var watch = new DriftWatch(DriftReference.Build(stream.Take(20 * 86_400 / 4, Wander), new()));
        Assert.Empty(stream.Play(watch, TimeSpan.FromDays(2), Wander));
    }

    [Fact]
    public void Threshold_is_met_by_chance_as_often_as_it_says()
    {
        // Where alpha is large enough to count: the three kinds of floor on independent events.
        const double Alpha = 0.01;
        var random = new SplitMix(7);
        var (reference, window) = (new int[10], new int[10]);
        var (psi, ks, share) = (0, 0, 0);
        reference.AsSpan().Fill(20_000);
        for (var trial = 0; trial < 4_000; trial++)
        {
            window.AsSpan().Clear();
            for (var i = 0; i < 1_000; i++) window[random.Below(10)]++;
            psi += Exceeds(DriftDistances.Psi(window, reference), 9, Alpha);
            ks += Exceeds(DriftDistances.Ks(window, reference), 0, Alpha);
            share += Exceeds(DriftDistances.Share(window[0], 1_000, 20_000, 200_000), 0, Alpha);
        }

        Assert.InRange(psi, 20, 65);
        Assert.InRange(ks, 1, 60);
        Assert.InRange(share, 1, 60);
    }

    private static int Exceeds(Distance distance, int degrees, double alpha) =>
        distance.Statistic > default(DriftNoise).At(alpha, degrees, 1).For(distance.Size) ? 1 : 0;

    private static DriftStretch Drawn(DriftStretch pool, int count, int perSecond, ulong seed)
    {
        var random = new SplitMix(seed);
        var (width, marks, values) = (pool.Features.Count, new DriftMark[count], new float[count * pool.Features.Count]);
        for (var i = 0; i < count; i++)
        {
            var at = random.Below(pool.Marks.Count);
            marks[i] = pool.Marks[at] with { AtMs = DriftStream.StartMs + i * 1_000L / perSecond };
            pool.Values.Span.Slice(at * width, width).CopyTo(values.AsSpan(i * width));
        }

        return pool with { Marks = marks, Values = values };
    }
}
