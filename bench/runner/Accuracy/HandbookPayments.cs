using System.Globalization;
using Platform.Learning.Features;

namespace Platform.Bench.Accuracy;

/// <summary>The payments of the Fraud Detection Handbook, with the split and the delay of its chapter 3.</summary>
internal sealed class HandbookPayments
{
    private const int DelayDays = 7;
    private const long Day = 86_400;
    private static readonly DateTimeOffset FileStart = new(2018, 4, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly TrainFrom = new(2018, 7, 25);
    private static readonly DateOnly TrainTo = new(2018, 7, 31);
    private static readonly DateOnly TestFrom = new(2018, 8, 8);
    private static readonly DateOnly TestTo = new(2018, 8, 14);
    private readonly List<PastEvent> payments;
    private readonly float[] rows;

    public HandbookPayments(IEnumerable<string> lines, FeatureSet set)
    {
        payments = [.. lines.Skip(1).Select(Parse)];
        Columns = set.Count;
        rows = new FeatureHistory(set).Run(payments);
    }

    public int Columns { get; }

    public int Count => payments.Count;

    /// <summary>Payments of the seven days of training.</summary>
    public (float[] Rows, bool[] Labels) Training() => Gather(i => IsBetween(i, TrainFrom, TrainTo));

    /// <summary>Payments of the seven days of testing, without cards that were known to be compromised by then.</summary>
    public (float[] Rows, bool[] Labels) Testing()
    {
        var known = Customers(i => IsBetween(i, TrainFrom, TrainTo));
        var kept = new HashSet<int>();
        for (var day = TestFrom; day <= TestTo; day = day.AddDays(1))
        {
            // What happened eight days ago is known since yesterday.
            var learnt = day.AddDays(-DelayDays - 1);
            known.UnionWith(Customers(i => DayOf(i) == learnt));
            kept.UnionWith(Enumerable.Range(0, Count).Where(i => DayOf(i) == day && !known.Contains(CustomerOf(i))));
        }

        return Gather(kept.Contains);
    }

    private (float[] Rows, bool[] Labels) Gather(Predicate<int> wanted)
    {
        var chosen = Enumerable.Range(0, Count).Where(i => wanted(i)).ToArray();
        var matrix = new float[chosen.Length * Columns];
        for (var i = 0; i < chosen.Length; i++) rows.AsSpan(chosen[i] * Columns, Columns).CopyTo(matrix.AsSpan(i * Columns));
        return (matrix, Array.ConvertAll(chosen, i => payments[i].IsFraud is true));
    }

    private HashSet<string> Customers(Predicate<int> wanted) =>
        [.. Enumerable.Range(0, Count).Where(i => payments[i].IsFraud is true && wanted(i)).Select(CustomerOf)];

    private string CustomerOf(int at) => payments[at].Texts[0] ?? "";

    private bool IsBetween(int at, DateOnly from, DateOnly to) => DayOf(at) is var day && day >= from && day <= to;

    private DateOnly DayOf(int at) => DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(payments[at].Time).UtcDateTime);

    private static PastEvent Parse(string line)
    {
        var fields = line.Split(',');
        var time = FileStart.ToUnixTimeSeconds() + long.Parse(fields[1], CultureInfo.InvariantCulture);
        var amount = double.Parse(fields[4], CultureInfo.InvariantCulture);
        return new(time, [amount], [fields[2], fields[3]], fields[5] == "1", time + DelayDays * Day);
    }
}
