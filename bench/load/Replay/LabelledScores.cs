using System.Globalization;
using System.Runtime.InteropServices;
using Platform.Learning;

namespace Platform.Load.Replay;

/// <summary>What the platform's own scores were worth on a labelled file.</summary>
/// <param name="Events">Labelled events with a score.</param>
/// <param name="Positives">Those that were fraud.</param>
/// <param name="RocAuc">Chance that a fraud scores above an ordinary event.</param>
/// <param name="AveragePrecision">Area under precision and recall.</param>
/// <param name="CardPrecision100">Mean over the days of the share of frauds among the 100 highest-scored cards.</param>
public sealed record Quality(long Events, long Positives, double RocAuc, double AveragePrecision, double CardPrecision100)
{
    /// <summary>For people.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"ROC AUC {RocAuc:F4}, average precision {AveragePrecision:F4}, precision of the 100 highest cards per day {CardPrecision100:F4} "
        + $"({Positives:N0} fraudulent of {Events:N0})");
}

/// <summary>Puts the platform's scores beside the labels that it never saw. One thread adds events, another may add scores.</summary>
internal sealed class LabelledScores(DateTimeOffset firstDay)
{
    /// <summary>More labelled events than this are not kept.</summary>
    public const int MostEvents = 10_000_000;

    private const int CardsPerDay = 100;

    private readonly Lock gate = new();
    private readonly Dictionary<string, int> places = [];
    private readonly Dictionary<string, int> cardNumbers = [];
    private readonly List<bool> labels = [];
    private readonly List<int> days = [];
    private readonly List<int> cards = [];
    private readonly List<double> scores = [];

    /// <summary>Different events that were decided.</summary>
    public long Decided { get; private set; }

    /// <summary>Decisions of events that had been decided before; should be 0.</summary>
    public long Repeated { get; private set; }

    /// <summary>Keeps an event before it is sent.</summary>
    public void Add(ReplayEvent e)
    {
        lock (gate)
        {
            if (labels.Count >= MostEvents) throw new ReplayException($"More than {MostEvents:N0} events in one replay.");

            places.TryAdd(e.Transaction.Id, labels.Count);
            labels.Add(e.Label ?? false);
            days.Add((int)(e.FileTime - firstDay).TotalDays);
            cards.Add(CardNumber(e.Transaction.Account));
            scores.Add(double.NaN);
        }
    }

    /// <summary>Notes a decision; those of other runs are passed over.</summary>
    public void Decide(string id, double score)
    {
        lock (gate)
        {
            if (!places.TryGetValue(id, out var place)) return;
            if (!double.IsNaN(scores[place]))
            {
                Repeated++;
                return;
            }

            scores[place] = score;
            Decided++;
        }
    }

    /// <summary>The figures, over the events that have a score.</summary>
    public Quality Measure()
    {
        lock (gate)
        {
            var scored = Enumerable.Range(0, scores.Count).Where(i => !double.IsNaN(scores[i])).ToArray();
            double[] score = [.. scored.Select(i => scores[i])];
            bool[] label = [.. scored.Select(i => labels[i])];
            int[] day = [.. scored.Select(i => days[i])];
            int[] card = [.. scored.Select(i => cards[i])];
            return new(score.Length, label.LongCount(l => l), RankingQuality.RocAuc(score, label),
                RankingQuality.AveragePrecision(score, label), RankingQuality.CardPrecision(score, label, day, card, CardsPerDay));
        }
    }

    private int CardNumber(string account)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(cardNumbers, account, out var known);
        if (!known) number = cardNumbers.Count;
        return number;
    }
}
