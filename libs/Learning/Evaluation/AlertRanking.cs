namespace Platform.Learning.Evaluation;

/// <summary>Events from the most suspicious to the least, and what looking at the first of them finds.</summary>
/// <remarks>
/// Equal scores come in any order, so a part of them counts by its share: the expectation over all orders. One sort, O(n log n); each
/// question is O(1). Immutable, safe for many threads. Source: Manning, Raghavan, Schütze, "Introduction to Information Retrieval", 8.4
/// (precision at k); costs are our own.
/// </remarks>
public sealed class AlertRanking
{
    private readonly double[] hits;
    private readonly double[] caught;

    /// <summary>Ranks events.</summary>
    /// <param name="scores">Higher means more suspicious; no NaN.</param>
    /// <param name="labels">True for frauds; as many as scores.</param>
    /// <param name="amounts">What an event would lose when it is a fraud that nobody looks at, 0 or more; as many as scores, or
    /// empty when costs are not asked for.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public AlertRanking(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels, ReadOnlySpan<double> amounts = default)
    {
        if (scores.Length != labels.Length) throw new ArgumentException("Every score needs a label.", nameof(labels));
        if (!amounts.IsEmpty && amounts.Length != scores.Length)
            throw new ArgumentException("Every score needs an amount.", nameof(amounts));

        var ranks = DescendingRanks.Of(scores, labels);
        (hits, caught) = (new double[scores.Length + 1], new double[scores.Length + 1]);
        for (var start = 0; start < ranks.Count;)
        {
            var end = ranks.EndOfTie(start);
            var (found, amount) = (0, 0d);
            for (var i = start; i < end; i++)
            {
                if (!ranks.IsPositive(i)) continue;
                found++;
                amount += amounts.IsEmpty ? 0 : amounts[ranks.Row(i)];
            }

            Spread(start, end, found, amount);
            start = end;
        }
    }

    /// <summary>Events.</summary>
    public int Count => hits.Length - 1;

    /// <summary>Frauds.</summary>
    public double Frauds => hits[^1];

    /// <summary>The amount of all frauds.</summary>
    public double FraudAmount => caught[^1];

    /// <summary>The share of frauds among the first events.</summary>
    /// <param name="k">How many are looked at, at least 1; more than there are means all.</param>
    /// <returns>0 to 1; NaN without events.</returns>
    public double PrecisionAt(int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        k = Math.Min(k, Count);
        return hits[k] / k;
    }

    /// <summary>The share of all frauds that is found when a fixed share of events is looked at.</summary>
    /// <param name="alertRate">Share of events that are looked at, 0 to 1; the number is rounded.</param>
    /// <returns>0 to 1; NaN without frauds.</returns>
    public double RecallAt(double alertRate) => hits[LooksAt(alertRate)] / Frauds;

    /// <summary>What an alert rate costs.</summary>
    /// <param name="alertRate">Share of events that are looked at, 0 to 1; the number is rounded.</param>
    /// <param name="costOfLook">What it costs to look at one, in the unit of the amounts, 0 or more.</param>
    /// <returns>The looks and what was lost in spite of them.</returns>
    public CostOfAlerts CostAt(double alertRate, double costOfLook)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(costOfLook);
        var looks = LooksAt(alertRate);
        var lost = FraudAmount - caught[looks];
        return new(alertRate, looks, FraudAmount > 0 ? lost / FraudAmount : 0, looks * costOfLook + lost);
    }

    private int LooksAt(double alertRate)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(alertRate is >= 0 and <= 1, true, nameof(alertRate));
        return (int)Math.Round(alertRate * Count);
    }

    private void Spread(int start, int end, int found, double amount)
    {
        for (var i = start; i < end; i++)
        {
            var share = (double)(i + 1 - start) / (end - start);
            (hits[i + 1], caught[i + 1]) = (hits[start] + found * share, caught[start] + amount * share);
        }
    }
}

/// <summary>What looking at a share of events costs.</summary>
/// <param name="AlertRate">Share of events that are looked at.</param>
/// <param name="Looks">Their number.</param>
/// <param name="LostShare">Share of the frauds' amount that nobody looked at, 0 to 1; 0 without frauds.</param>
/// <param name="Cost">Looks and losses together, in the unit of the amounts.</param>
public readonly record struct CostOfAlerts(double AlertRate, int Looks, double LostShare, double Cost);
