namespace Platform.Learning;

/// <summary>What scores are worth once the truth is known.</summary>
public static class RankingQuality
{
    /// <summary>Area under the ROC curve: the chance that a positive scores above a negative, ties counting half.</summary>
    /// <param name="scores">Higher means more suspicious.</param>
    /// <param name="labels">True for positives; as many as scores.</param>
    /// <returns>0 to 1; NaN when one of the classes is absent. O(n log n).</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <remarks>Source: Hanley, McNeil, "The meaning and use of the area under a ROC curve", Radiology 1982 (rank-sum form).</remarks>
    public static double RocAuc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        var (sorted, order) = Ascending(scores, labels);
        var (ranks, positives) = (0d, 0L);
        for (var start = 0; start < sorted.Length;)
        {
            var (end, hits) = Tie(sorted, order, labels, start);
            ranks += hits * ((start + 1 + end) / 2.0);
            positives += hits;
            start = end;
        }

        var negatives = sorted.Length - positives;
        return (ranks - positives * (positives + 1) / 2.0) / ((double)positives * negatives);
    }

    /// <summary>Average precision: the mean of precision over the positives, as the threshold falls.</summary>
    /// <param name="scores">Higher means more suspicious.</param>
    /// <param name="labels">True for positives; as many as scores.</param>
    /// <returns>0 to 1, the share of positives for random scores; NaN without positives. Equal scores enter together. O(n log n).</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <remarks>Source: Manning, Raghavan, Schütze, "Introduction to Information Retrieval", section 8.4.</remarks>
    public static double AveragePrecision(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        var (sorted, order) = Ascending(scores, labels);
        sorted.AsSpan().Reverse();
        order.AsSpan().Reverse();

        var (area, positives) = (0d, 0L);
        for (var start = 0; start < sorted.Length;)
        {
            var (end, hits) = Tie(sorted, order, labels, start);
            positives += hits;
            area += hits * ((double)positives / end);
            start = end;
        }

        return area / positives;
    }

    /// <summary>Precision of the k highest cards of each day: what a team that can look at k cards a day finds.</summary>
    /// <param name="scores">Score of each event.</param>
    /// <param name="labels">True when the event was fraud; as many as scores.</param>
    /// <param name="days">Day number of each event; as many as scores.</param>
    /// <param name="cards">Card of each event; as many as scores.</param>
    /// <param name="k">Cards looked at per day, at least 1.</param>
    /// <returns>Mean over the days of (fraudulent cards among the k) / k, 0 to 1; NaN without events. A card found on one day is
    /// blocked and not looked at again. Equal scores go by card number.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <remarks>Source: Le Borgne, Siblini, Lebichot, Bontempi, "Reproducible Machine Learning for Credit Card Fraud Detection",
    /// chapter 4, card precision top-k.</remarks>
    public static double CardPrecision(double[] scores, bool[] labels, int[] days, int[] cards, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        if (labels.Length != scores.Length || days.Length != scores.Length || cards.Length != scores.Length)
            throw new ArgumentException("Every event needs a score, a label, a day and a card.", nameof(scores));

        var found = new HashSet<int>();
        var perDay = Enumerable.Range(0, scores.Length).GroupBy(i => days[i]).OrderBy(day => day.Key)
            .Select(day => HitsOf(day.Where(i => !found.Contains(cards[i])), found));

        return perDay.Select(hits => (double)hits / k).DefaultIfEmpty(double.NaN).Average();

        int HitsOf(IEnumerable<int> events, HashSet<int> caught)
        {
            var highest = events.GroupBy(i => cards[i])
                .Select(card => (Card: card.Key, Score: card.Max(i => scores[i]), Fraud: card.Any(i => labels[i])))
                .OrderByDescending(card => card.Score).ThenBy(card => card.Card).Take(k).Where(card => card.Fraud).ToList();
            foreach (var (card, _, _) in highest) caught.Add(card);
            return highest.Count;
        }
    }

    private static (double[] Sorted, int[] Order) Ascending(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        if (scores.Length != labels.Length) throw new ArgumentException("Every score needs a label.", nameof(labels));

        var sorted = scores.ToArray();
        var order = new int[sorted.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(sorted, order);

        return (sorted, order);
    }

    private static (int End, int Hits) Tie(double[] sorted, int[] order, ReadOnlySpan<bool> labels, int start)
    {
        var (end, hits) = (start, 0);
        for (; end < sorted.Length && sorted[end].Equals(sorted[start]); end++) hits += labels[order[end]] ? 1 : 0;
        return (end, hits);
    }
}
