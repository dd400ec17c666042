using Platform.Sigma.Reading;

namespace Platform.Sigma;

/// <summary>Reads rules from Sigma's YAML.</summary>
public static class SigmaRuleFile
{
    /// <summary>Reads the rules of one file.</summary>
    /// <param name="yaml">The text: one document, or several with Sigma's actions global, reset and repeat.</param>
    /// <param name="file">A name for messages.</param>
    /// <param name="placeholders">The values of the placeholders that rules expand, by name without the percent signs.</param>
    /// <returns>The rules, in the order of the file.</returns>
    /// <exception cref="SigmaException">Something in it cannot be read; the message says where.</exception>
    /// <remarks>
    /// Sigma's specification 2.1, rules and correlations. Documents with a filter are refused, and so are the old aggregations in
    /// conditions. A plain number written in hexadecimal is a text, as logs write it.
    /// </remarks>
    public static IReadOnlyList<SigmaRule> Parse(
        string yaml, string file, IReadOnlyDictionary<string, IReadOnlyList<string>>? placeholders = null)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        var reader = new RuleReader(file, placeholders ?? new Dictionary<string, IReadOnlyList<string>>());
        var documents = YamlText.Documents(yaml, file);
        return [.. new RuleDocuments(file).Whole(documents).Select(reader.Read)];
    }
}
