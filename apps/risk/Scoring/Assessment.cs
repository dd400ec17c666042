using Platform.Contracts;

namespace Platform.Risk.Scoring;

/// <summary>What the engine says of one event.</summary>
/// <param name="Score">0 to 1.</param>
/// <param name="Verdict">By the thresholds in force.</param>
/// <param name="ModelScore">What the model alone said, 0 to 1; NaN when rules alone decided.</param>
/// <param name="Reasons">Largest first, adding up to the score; empty when nothing raised it.</param>
/// <param name="Sequence">Position in the tenant's decision log.</param>
internal readonly record struct Assessment(
    double Score, Verdict Verdict, double ModelScore, IReadOnlyList<Reason> Reasons, long Sequence);
