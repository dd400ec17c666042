using System.Globalization;
using Platform.Contracts;

namespace Platform.Scoring.Retraining;

/// <summary>What is taken for odd, and what stops a run.</summary>
public sealed record DataQualityLimits
{
    /// <summary>Fewer frauds in a part stop the run.</summary>
    public int FewestFrauds { get; init; } = 50;

    /// <summary>An older latest event is odd; ten times as old stops the run.</summary>
    public TimeSpan MostAge { get; init; } = TimeSpan.FromDays(2);

    /// <summary>A share of duplicates, or of events out of range, above this is odd; ten times as much stops the run.</summary>
    public double MostBadShare { get; init; } = 0.001;

    /// <summary>A feature that is missing in so much more of the rows than in the last version is odd; three times as much stops.</summary>
    public double MostMissingRise { get; init; } = 0.1;

    /// <summary>A share of fraud that grew or fell by this factor is odd; by its square it stops the run.</summary>
    public double MostShareFactor { get; init; } = 2;
}

/// <summary>Looks for what is wrong with a data set before anything is learnt from it.</summary>
public static class DataQuality
{
    /// <summary>Checks a data set.</summary>
    /// <param name="now">What it holds.</param>
    /// <param name="last">What the version before held; null for none.</param>
    /// <param name="limits">What is odd.</param>
    /// <returns>What is wrong; the run may go on when none of it says <see cref="FindingSeverity.Stop"/>.</returns>
    public static IReadOnlyList<QualityFinding> Check(DataSetSummary now, DataSetSummary? last, DataQualityLimits limits) =>
    [
        .. Frauds(now, limits), .. Schema(now, last), .. Ranges(now, limits), .. Missing(now, last, limits), .. Duplicates(now, limits),
        .. Freshness(now, limits), .. ClassShare(now, last, limits),
    ];

    private static IEnumerable<QualityFinding> Schema(DataSetSummary now, DataSetSummary? last)
    {
        if (last is null || last.FeatureSet == now.FeatureSet) yield break;

        var (gone, added) = (last.Columns.Except(now.Columns).ToList(), now.Columns.Except(last.Columns).ToList());
        yield return Warn(
            "schema",
            $"The features are of version {now.FeatureSet}, before of {last.FeatureSet}; gone: {Names(gone)}; new: {Names(added)}.");
    }

    private static IEnumerable<QualityFinding> Ranges(DataSetSummary now, DataQualityLimits limits)
    {
        var share = ShareOf(now.LeftOut.OutOfRange, now);
        if (share > limits.MostBadShare)
        {
            yield return Say(
                "range", share > 10 * limits.MostBadShare,
                $"{now.LeftOut.OutOfRange} events ({share:P2}) are outside the ranges of transactions and were left out.");
        }

        foreach (var flat in now.Profiles.Where(one => one.Least is not null && one.Least == one.Most))
            yield return Warn("range", $"Feature {flat.Name} has the same value in every row: {flat.Least}.");
    }

    private static IEnumerable<QualityFinding> Missing(DataSetSummary now, DataSetSummary? last, DataQualityLimits limits)
    {
        var before = (last?.Profiles ?? []).ToDictionary(one => one.Name, one => one.MissingShare, StringComparer.Ordinal);
        foreach (var one in now.Profiles)
        {
            if (one.Least is null) yield return Warn("missing", $"Feature {one.Name} has no value in any row.");
            if (!before.TryGetValue(one.Name, out var then) || one.MissingShare - then <= limits.MostMissingRise) continue;

            var rise = one.MissingShare - then;
            yield return Say(
                "missing", rise > 3 * limits.MostMissingRise,
                $"Feature {one.Name} is missing in {one.MissingShare:P1} of the rows, in the last version in {then:P1}.");
        }
    }

    private static IEnumerable<QualityFinding> Duplicates(DataSetSummary now, DataQualityLimits limits)
    {
        var share = ShareOf(now.LeftOut.Duplicates, now);
        if (share > limits.MostBadShare)
        {
            yield return Say(
                "duplicates", share > 10 * limits.MostBadShare,
                $"{now.LeftOut.Duplicates} events ({share:P2}) came twice; one of each was left out.");
        }
    }

    private static IEnumerable<QualityFinding> Freshness(DataSetSummary now, DataQualityLimits limits)
    {
        var age = now.AsOf - now.Latest;
        if (age > limits.MostAge)
            yield return Say("freshness", age > 10 * limits.MostAge, $"The latest event is {age.TotalDays:0.0} days old.");
    }

    private static IEnumerable<QualityFinding> Frauds(DataSetSummary now, DataQualityLimits limits)
    {
        foreach (var (part, name) in ((DataPart, string)[])[(now.Training, "training"), (now.OutOfTime, "out-of-time")])
        {
            if (part.Frauds < limits.FewestFrauds)
            {
                yield return Say(
                    "class-share", true,
                    $"The {name} part has {part.Frauds} frauds among {part.Events} events; at least {limits.FewestFrauds} are needed.");
            }
            else if (part.Frauds == part.Events)
            {
                yield return Say("class-share", true, $"The {name} part has frauds only.");
            }
        }
    }

    private static IEnumerable<QualityFinding> ClassShare(DataSetSummary now, DataSetSummary? last, DataQualityLimits limits)
    {
        foreach (var (part, before, name) in ((DataPart, DataPart?, string)[])
            [(now.Training, last?.Training, "training"), (now.OutOfTime, last?.OutOfTime, "out-of-time")])
        {
            if (before is not { Events: > 0, Frauds: > 0 } || part is not { Events: > 0, Frauds: > 0 }) continue;

            var (share, then) = ((double)part.Frauds / part.Events, (double)before.Frauds / before.Events);
            var factor = Math.Max(share / then, then / share);
            if (factor > limits.MostShareFactor)
            {
                yield return Say(
                    "class-share", factor > limits.MostShareFactor * limits.MostShareFactor,
                    $"{share:P3} of the {name} part are frauds, in the last version {then:P3}.");
            }
        }
    }

    private static double ShareOf(int bad, DataSetSummary now)
    {
        var left = now.LeftOut;
        var all = now.Training.Events + now.OutOfTime.Events + left.History + left.Gap + left.TooYoung + left.Duplicates + left.OutOfRange;
        return all is 0 ? 0 : (double)bad / all;
    }

    private static string Names(List<string> names) => names.Count is 0 ? "none" : string.Join(", ", names);

    private static QualityFinding Warn(string check, FormattableString text) => Say(check, false, text);

    private static QualityFinding Say(string check, bool stops, FormattableString text) =>
        new(check, stops ? FindingSeverity.Stop : FindingSeverity.Warn, text.ToString(CultureInfo.InvariantCulture));
}
