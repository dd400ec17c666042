using Platform.Learning.Features.Parts;
using static Platform.Learning.Features.FeatureFunction;

namespace Platform.Learning.Features;

/// <summary>Computes one feature from the event and what its entity remembers; NaN where there is nothing to compute it from.</summary>
internal static class FeatureReading
{
    private const int FewestForSpike = 3;
    private const long LeastDaysOfSpike = 7;
    private const double PriorWeight = 2;

    /// <summary>A feature of the event alone.</summary>
    public static double OfEvent(FeatureDeclaration feature, in FeatureEvent e) => feature.Function switch
    {
        Value => e.Number(feature.Number),
        Log => SignedLog(e.Number(feature.Number)),
        OneHot => e.Hashes[feature.TextField] == feature.Is ? 1 : 0,
        Night => Calendar.IsNight(e.Time) ? 1 : 0,
        Plus => e.Number(feature.Number) + e.Number(feature.With),
        Quotient => Over(e.Number(feature.Number), e.Number(feature.With)),
        Clip => Math.Clamp(e.Number(feature.Number), feature.Least, feature.Most),
        Weekend => Calendar.IsWeekend(e.Time) ? 1 : 0,
        _ => TextEntropyOf(e.Texts[feature.TextField]),
    };

    /// <summary>A feature of an entity, before this event.</summary>
    public static double OfEntity(FeatureStep step, in FeatureEvent e, EntityState state) => state.Parts[step.Part] switch
    {
        WindowPart part => OfWindow(step, e, part, state),
        RecentPart part => OfRecent(step.Feature, e, part),
        LifePart part => OfLife(step.Feature, e, part),
        ValuesPart part => OfValues(step, e, part),
        BaselinePart part when step.Feature.Function is Ratio => Over(e.Number(step.Feature.Number), part.MeanFor(e)),
        BaselinePart part => part.ZScore(e),
        FadingPart part => part.With(e),
        TrailPart part => OfTrail(step, e, part),
        LabelPart part => OfLabels(step.Feature, e, part),
        RankPart part when step.Feature.Function is QuantileRank => part.RankOf(e.Time, e.Number(step.Feature.Number)),
        RankPart part => part.Quantile(e.Time, step.Feature.Parameter),
        MixPart part => part.Entropy(),
        PlacePart part => part.Velocity(e),
        _ => double.NaN,
    };

    private static double OfWindow(FeatureStep step, in FeatureEvent e, WindowPart part, EntityState state)
    {
        var feature = step.Feature;
        var range = part.RangeAt(e);
        var count = part.Count(range, step.Head);
        switch (feature.Function)
        {
            case Count: return count;
            case Rate: return RateOf(count, feature, ((LifePart)state.Parts[step.Life]).Age(e.Time));
            case Spike: return SpikeOf(step, e, count, state);
        }

        if (count == 0) return feature.Function is Sum ? 0 : double.NaN;
        var column = part.Column(range, step.Column);
        return feature.Function switch
        {
            Sum or Min or Max => column,
            Mean => column / count,
            Ratio => Over(e.Number(feature.Number), column / count),
            _ => DeviationOf(feature, e, new((int)count, column, part.Column(range, step.Extra))),
        };
    }

    private static double DeviationOf(FeatureDeclaration feature, in FeatureEvent e, in WindowSummary summary)
    {
        if (summary.Count < 2) return double.NaN;
        if (feature.Function is Deviation) return summary.StandardDeviation;
        return summary.StandardDeviation > 0 ? (e.Number(feature.Number) - summary.Mean) / summary.StandardDeviation : 0;
    }

    // An entity younger than the window is measured over its age.
    private static double RateOf(long count, FeatureDeclaration feature, long age) =>
        count * (double)feature.Per / Math.Clamp(age, Math.Min(feature.Per, feature.Window), feature.Window);

    // Today, this event included, over the usual day of the window, or of its age. A week is assumed at least, else the second event
    // ever would already look like a burst.
    private static double SpikeOf(FeatureStep step, in FeatureEvent e, long today, EntityState state)
    {
        var feature = step.Feature;
        var (part, whole) = ((WindowPart)state.Parts[step.Part], (WindowPart)state.Parts[step.Whole]);
        var (now, all) = (part.RangeAt(e), whole.RangeAt(e));
        var count = whole.Count(all, step.WholeHead);
        if (count < FewestForSpike) return double.NaN;

        var age = ((LifePart)state.Parts[step.Life]).Age(e.Time);
        var periods = Math.Clamp(age, Math.Min(LeastDaysOfSpike * feature.Per, feature.Window), feature.Window) / (double)feature.Per;
        return feature.Number < 0
            ? (today + 1) * periods / count
            : Over((part.Column(now, step.Column) + e.Number(feature.Number)) * periods, whole.Column(all, step.WholeColumn));
    }

    private static double OfRecent(FeatureDeclaration feature, in FeatureEvent e, RecentPart part)
    {
        if (feature.Function is Distinct) return part.Distinct(e.Time, feature.Events);
        if (feature.Function is Rate)
        {
            var (count, seconds) = part.Span(e.Time, feature.Events);
            return count < 2 ? double.NaN : (count - 1) * (double)feature.Per / Math.Max(1, seconds);
        }

        Span<double> room = stackalloc double[FeatureReader.MostEvents];
        var numbers = part.Numbers(e.Time, feature.Events, room);
        if (numbers.IsEmpty) return feature.Function is Sum ? 0 : double.NaN;

        return feature.Function is FeatureFunction.Quantile or QuantileRank
            ? OfSorted(feature, e, numbers)
            : OfNumbers(feature, e, numbers);
    }

    private static double OfNumbers(FeatureDeclaration feature, in FeatureEvent e, ReadOnlySpan<double> numbers)
    {
        var (sum, squares, least, most) = (0.0, 0.0, double.PositiveInfinity, double.NegativeInfinity);
        foreach (var number in numbers)
        {
            (sum, squares) = (sum + number, squares + number * number);
            (least, most) = (Math.Min(least, number), Math.Max(most, number));
        }

        return feature.Function switch
        {
            Sum => sum,
            Mean => sum / numbers.Length,
            Min => least,
            Max => most,
            Ratio => Over(e.Number(feature.Number), sum / numbers.Length),
            _ => DeviationOf(feature, e, new(numbers.Length, sum, squares)),
        };
    }

    private static double OfSorted(FeatureDeclaration feature, in FeatureEvent e, Span<double> numbers)
    {
        if (feature.Function is FeatureFunction.Quantile)
        {
            numbers.Sort();
            return numbers[Math.Max(0, (int)Math.Ceiling(feature.Parameter * numbers.Length) - 1)];
        }

        var (value, twice) = (e.Number(feature.Number), 0);
        foreach (var number in numbers) twice += (number < value ? 1 : 0) + (number <= value ? 1 : 0);
        return double.IsNaN(value) ? double.NaN : twice / (2.0 * numbers.Length);
    }

    private static double OfLife(FeatureDeclaration feature, in FeatureEvent e, LifePart part) => feature.Function switch
    {
        FirstSeen => part.Age(e.Time) / (double)Quantity.Day,
        _ when part.IsEmpty => double.NaN,
        SinceLast => part.Idle(e.Time),
        NightShare => part.NightShare,
        WeekendShare => part.WeekendShare,
        OddHour => Calendar.IsNight(e.Time) ? 1 - part.NightShare : part.NightShare,
        _ => Calendar.IsWeekend(e.Time) ? 1 - part.WeekendShare : part.WeekendShare,
    };

    private static double OfTrail(FeatureStep step, in FeatureEvent e, TrailPart part)
    {
        var match = part.Like(e);
        return step.Feature.Function switch
        {
            Alike => match.Likeness,
            SinceAlike => match.Likeness > 0 ? e.Time - match.Time : double.NaN,
            CycleLength => match.Likeness > 0 && match.Origin == part.EndOf(e) ? match.Hops + 1 : 0,
            TrailHops => match.Likeness > 0 ? Math.Min(match.Hops + 1, TrailPart.MostHops) : 1,
            _ => match.Likeness > 0 ? match.Origin : TrailPart.OriginOf(e.Hashes[step.IdField]),
        };
    }

    private static double OfValues(FeatureStep step, in FeatureEvent e, ValuesPart part)
    {
        if (step.Feature.Function is Distinct) return part.Distinct(step.Head, e.Time);

        var value = e.Hashes[step.Feature.TextField];
        if (value == TextHash.Missing || part.IsEmpty) return double.NaN;
        if (step.Feature.Function is NewValue) return part.LastSeen(value) is null ? 1 : 0;
        return part.LastSeen(value) is { } time ? Math.Max(0, e.Time - time) : double.NaN;
    }

    private static double OfLabels(FeatureDeclaration feature, in FeatureEvent e, LabelPart part)
    {
        switch (feature.Function)
        {
            case SinceFraud: return part.SinceFraud(e.Time);
            case LastLabel: return part.LastLabel(e.Time);
            case FraudRun: return part.FraudRun(e.Time);
            case FraudStreak: return part.FraudStreak(e.Time);
        }

        var (events, frauds) = feature.Events > 0 ? part.Latest(e.Time, feature.Events) : part.Known(e.Time, feature.Window);
        return feature.Function is Frauds ? frauds : (frauds + PriorWeight * feature.Parameter) / (events + PriorWeight);
    }

    private static double Over(double value, double usual) => usual is > 0 or < 0 ? value / usual : double.NaN;

    private static double SignedLog(double value) => double.IsNaN(value) ? value : Math.CopySign(Math.Log(1 + Math.Abs(value)), value);

    /// <summary>Shannon's entropy of the characters of a text, in bits a character; characters beyond the first 512 are left out.</summary>
    private static double TextEntropyOf(string? text)
    {
        if (string.IsNullOrEmpty(text)) return double.NaN;

        Span<char> sorted = stackalloc char[512];
        var length = Math.Min(text.Length, sorted.Length);
        text.AsSpan(0, length).CopyTo(sorted);
        sorted = sorted[..length];
        sorted.Sort();
        var (sum, run) = (0.0, 0);
        for (var i = 0; i < length; i++)
        {
            run++;
            if (i < length - 1 && sorted[i + 1] == sorted[i]) continue;
            sum += run * Math.Log2(run);
            run = 0;
        }

        return Math.Log2(length) - sum / length;
    }
}
