using System.Globalization;
using Platform.Contracts;
using Platform.Learning.Features;

namespace Platform.Scoring.Benchmarks;

/// <summary>The payments of the Fraud Detection Handbook, with the split and the delay of its chapter 3.</summary>
/// <remarks>Source: Le Borgne, Siblini, Lebichot, Bontempi, "Reproducible Machine Learning for Credit Card Fraud Detection".</remarks>
public sealed class HandbookPayments
{
    /// <summary>The file of the data set, in the folder of that name.</summary>
    public const string FileName = "tx_2018-06-17_2018-08-14.csv.gz";

    private const int DelayDays = 7;
    private const long Day = 86_400;
    private static readonly DateTimeOffset FileStart = new(2018, 4, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly TrainFrom = new(2018, 7, 25);
    private static readonly DateOnly TrainTo = new(2018, 7, 31);
    private static readonly DateOnly TestFrom = new(2018, 8, 8);
    private static readonly DateOnly TestTo = new(2018, 8, 14);
    private readonly List<PastEvent> payments;
    private readonly float[] rows;

    /// <summary>Reads payments and computes their features.</summary>
    /// <param name="lines">The file, with its heading.</param>
    /// <param name="set">What is computed: of a number and the texts customer and terminal.</param>
    /// <exception cref="FormatException">A line is no payment.</exception>
    public HandbookPayments(IEnumerable<string> lines, FeatureSet set)
    {
        payments = [.. lines.Skip(1).Select(Parse)];
        Columns = set.Count;
        rows = new FeatureHistory(set).Run(payments);
    }

    /// <summary>Features per row.</summary>
    public int Columns { get; }

    /// <summary>Payments.</summary>
    public int Count => payments.Count;

    /// <summary>The payments as a tenant's transactions: frauds are known after seven days, of the others nobody says anything.</summary>
    /// <param name="lines">The file, with its heading.</param>
    /// <returns>They, in order of time.</returns>
    /// <exception cref="FormatException">A line is no payment.</exception>
    public static IEnumerable<LabelledTransaction> Transactions(IEnumerable<string> lines) => lines.Skip(1).Select(ToTransaction);

    /// <summary>Payments of the seven days of training.</summary>
    /// <returns>Rows and labels.</returns>
    public (float[] Rows, bool[] Labels) Training() => Gather(i => IsBetween(i, TrainFrom, TrainTo));

    /// <summary>Payments of the seven days of testing, without cards that were known to be compromised by then.</summary>
    /// <returns>Rows and labels.</returns>
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

    private static LabelledTransaction ToTransaction(string line)
    {
        var fields = line.Split(',');
        var time = FileStart.AddSeconds(long.Parse(fields[1], CultureInfo.InvariantCulture));
        var isFraud = fields[5] == "1";
        return new(
            new()
            {
                Id = $"tx-{fields[0]}", Time = time, Kind = TransactionKind.Payment, Currency = "EUR", Account = $"c-{fields[2]}",
                Amount = Math.Max(0.01m, decimal.Parse(fields[4], CultureInfo.InvariantCulture)), Counterparty = $"t-{fields[3]}",
            },
            isFraud) { KnownAt = isFraud ? time.AddDays(DelayDays) : null };
    }
}
