namespace Platform.Sigma;

/// <summary>Where an event comes from, or which events a rule is for.</summary>
/// <param name="Category">The kind of event, e.g. process_creation; null in a rule means any.</param>
/// <param name="Product">The product that logs, e.g. windows; null in a rule means any.</param>
/// <param name="Service">The log of that product, e.g. security; null in a rule means any.</param>
public readonly record struct SigmaLogSource(string? Category = null, string? Product = null, string? Service = null)
{
    /// <summary>Whether each part that this rule's source names is the event's.</summary>
    /// <param name="source">The event's source.</param>
    /// <returns>True when a rule with this source is for such an event.</returns>
    public bool Covers(SigmaLogSource source) =>
        (Category is null || Category == source.Category)
        && (Product is null || Product == source.Product)
        && (Service is null || Service == source.Service);

    /// <summary>The parts, separated by slashes; a star where any will do.</summary>
    /// <returns>E.g. process_creation/windows/*.</returns>
    public override string ToString() => $"{Category ?? "*"}/{Product ?? "*"}/{Service ?? "*"}";
}
