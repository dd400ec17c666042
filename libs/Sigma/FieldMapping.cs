namespace Platform.Sigma;

/// <summary>Where the fields of a kind of event are that Sigma's rules ask for by their own names.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Fields">For each of Sigma's names the event's, in the order in which they are tried after Sigma's own.</param>
public sealed record FieldMapping(string Name, IReadOnlyDictionary<string, IReadOnlyList<string>> Fields);
