namespace Platform.Learning.Evaluation;

/// <summary>What is asked of two rates, and how often the answer may be wrong.</summary>
public sealed record RateTestOptions
{
    /// <summary>Each of the two wrong answers is given with at most this chance, however often one looks; above 0, below 1.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>A canary whose odds are this many times the champion's is no longer as good; above 1.</summary>
    public double Tolerance { get; init; } = 1.5;
}

/// <summary>What is known so far.</summary>
public enum RateVerdict
{
    /// <summary>Go on.</summary>
    Undecided,

    /// <summary>The canary's rate is above the champion's.</summary>
    Higher,

    /// <summary>The canary's odds are below the champion's times the tolerance.</summary>
    WithinTolerance,
}

/// <summary>Compares how often something happens under a canary and under a champion, and may stop at any look.</summary>
/// <remarks>
/// Each batch asks: of all that happened in it, how much happened on the canary's side? Given both sides' sizes and the sum, that number is
/// hypergeometric when the rates are equal, whatever the rate is and however it changes from batch to batch; with an odds ratio ψ it is
/// Fisher's noncentral hypergeometric. The likelihood ratio of ψ to the nearest ψ₀ of the hypothesis has mean 1 at most under the
/// hypothesis, since the family is ordered by its likelihood ratio; so have its products over batches and their average over several ψ. By
/// Ville's inequality that average ever reaches 1/α with a chance of α at most. Two such processes run: one against "not higher", one
/// against "at least the tolerance". Only batches in which both sides saw events, and something happened, say anything. Source: Ville
/// 1939; Turner, Ly, Grünwald, "Generic E-variables for exact sequential k-sample tests", 2024; conditioning on margins: Fisher 1935.
/// Not safe for several threads.
/// </remarks>
public sealed class SequentialRateTest
{
    // Alternatives between which the evidence is averaged, as multiples of the tolerance's logarithm.
    private static readonly double[] steps = [0.5, 1, 2, 3];
    private readonly double bar;
    private readonly EvidenceProcess higher;
    private readonly EvidenceProcess within;

    /// <summary>Begins a comparison.</summary>
    /// <param name="options">What is asked.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public SequentialRateTest(RateTestOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(options.Alpha is > 0 and < 1, true, nameof(options.Alpha));
        ArgumentOutOfRangeException.ThrowIfNotEqual(options.Tolerance is > 1 and < 1e6, true, nameof(options.Tolerance));
        var tolerance = Math.Log(options.Tolerance);
        bar = Math.Log(1 / options.Alpha);
        higher = new(0, [.. steps.Select(step => step * tolerance)]);
        within = new(tolerance, [.. steps.Select(step => tolerance - step * tolerance)]);
    }

    /// <summary>What is known so far; the first answer stays.</summary>
    public RateVerdict Verdict { get; private set; }

    /// <summary>Evidence that the canary's rate is higher, from 0; 1/α decides.</summary>
    public double EvidenceOfHigher => Math.Exp(higher.LogEvidence);

    /// <summary>Evidence that it is within the tolerance, from 0; 1/α decides.</summary>
    public double EvidenceOfWithin => Math.Exp(within.LogEvidence);

    /// <summary>Takes what happened since the last look.</summary>
    /// <param name="canary">Events on the canary's side, and how many of them count.</param>
    /// <param name="champion">Events on the champion's side, and how many of them count.</param>
    /// <returns>What is known now. O(the smaller of what counts and the canary's events).</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 0 or above 1,000,000, or more count than there are.</exception>
    public RateVerdict Add((int Events, int Counted) canary, (int Events, int Counted) champion)
    {
        Check(canary);
        Check(champion);
        higher.Add(canary, champion);
        within.Add(canary, champion);
        if (Verdict is not RateVerdict.Undecided) return Verdict;
        if (higher.LogEvidence >= bar) Verdict = RateVerdict.Higher;
        else if (within.LogEvidence >= bar) Verdict = RateVerdict.WithinTolerance;

        return Verdict;
    }

    private static void Check((int Events, int Counted) side)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(side.Events is >= 0 and <= 1_000_000, true, nameof(side));
        ArgumentOutOfRangeException.ThrowIfNotEqual(side.Counted >= 0 && side.Counted <= side.Events, true, nameof(side));
    }
}

/// <summary>The average of likelihood ratios of several odds ratios to one.</summary>
internal sealed class EvidenceProcess(double logNull, double[] logAlternatives)
{
    private readonly double[] logs = new double[logAlternatives.Length];

    public double LogEvidence => LogSum(logs) - Math.Log(logs.Length);

    public void Add((int Events, int Counted) canary, (int Events, int Counted) champion)
    {
        var counted = canary.Counted + champion.Counted;
        var under = LogNormaliser(canary.Events, champion.Events, counted, logNull);
        for (var i = 0; i < logs.Length; i++)
        {
            var other = LogNormaliser(canary.Events, champion.Events, counted, logAlternatives[i]);
            logs[i] += canary.Counted * (logAlternatives[i] - logNull) - (other - under);
        }
    }

    // The logarithm of the sum over x of C(n, x) C(m, k - x) ψ^x, but for a factor that all ψ share: terms come from their ratios.
    private static double LogNormaliser(int n, int m, int k, double logRatio)
    {
        var (first, last) = (Math.Max(0, k - m), Math.Min(k, n));
        var (term, most) = (first * logRatio, first * logRatio);
        var sum = 1d;
        for (var x = first; x < last; x++)
        {
            term += logRatio + Math.Log((double)(n - x) * (k - x) / ((x + 1d) * (m - k + x + 1d)));
            if (term > most) (sum, most) = (sum * Math.Exp(most - term) + 1, term);
            else sum += Math.Exp(term - most);
        }

        return most + Math.Log(sum);
    }

    private static double LogSum(double[] values)
    {
        var most = values.Max();
        return most + Math.Log(values.Sum(value => Math.Exp(value - most)));
    }
}
