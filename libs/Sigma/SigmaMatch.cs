namespace Platform.Sigma;

/// <summary>A rule that fired.</summary>
/// <param name="Rule">It.</param>
/// <param name="Evidence">What made it fire, in the order of the rule; what had to be absent is not among it.</param>
public sealed record SigmaMatch(SigmaRule Rule, IReadOnlyList<SigmaEvidence> Evidence);

/// <summary>One value that made a rule fire.</summary>
/// <param name="Field">The field, as the rule calls it, or as the event does for a keyword.</param>
/// <param name="Value">The event's value; null where the field had to have none.</param>
public sealed record SigmaEvidence(string Field, string? Value);
