using System.Text.RegularExpressions;

namespace Platform.Sigma.Reading;

/// <summary>Makes a rule of a document.</summary>
internal sealed partial class RuleReader(string file, IReadOnlyDictionary<string, IReadOnlyList<string>> placeholders)
{
    // Any of none.
    private static readonly Matching.Condition Never = Matching.AtLeast.Any([]);

    /// <exception cref="SigmaException">A part is missing or wrong.</exception>
    public SigmaRule Read(YamlMap document)
    {
        var fields = new YamlFields(document, file);
        if (document["filter"] is { } filter)
            throw fields.Error(filter, "A document with 'filter' is not supported, only rules with a detection or a correlation.");

        // In the order in which they are usually written, so that the first mistake is told first.
        var title = fields.Needed("title");
        var correlation = fields.Inner("correlation") is { } inner ? new CorrelationReader(inner).Read() : null;
        var source = correlation is null ? LogSource(fields) : default;
        var tags = fields.Texts("tags");
        return new(correlation is null ? Detection(fields) : Never)
        {
            Title = title,
            LogSource = source,
            Id = fields.Text("id"),
            Name = fields.Text("name"),
            Correlation = correlation,
            Description = fields.Text("description"),
            Author = fields.Text("author"),
            License = fields.Text("license"),
            References = fields.Texts("references"),
            Date = fields.Text("date"),
            Modified = fields.Text("modified"),
            Status = fields.Choice<SigmaStatus>("status"),
            Level = fields.Choice<SigmaLevel>("level"),
            Tags = tags,
            Techniques = [.. tags.Where(tag => Technique().IsMatch(tag)).Select(tag => tag["attack.".Length..].ToUpperInvariant())],
            FalsePositives = fields.Texts("falsepositives"),
            Fields = fields.Texts("fields"),
            Related = [.. fields.Inners("related").Select(each => new RelatedRule(each.Needed("id"), each.Needed("type")))],
        };
    }

    private static SigmaLogSource LogSource(YamlFields fields)
    {
        var source = fields.Inner("logsource") ?? throw fields.Error(fields.Map, "'logsource' is missing.");
        var read = new SigmaLogSource(source.Text("category"), source.Text("product"), source.Text("service"));
        return read == default ? throw source.Error(source.Map, "'logsource' names none of category, product, service.") : read;
    }

    private Matching.Condition Detection(YamlFields fields)
    {
        var detection = fields.Inner("detection") ?? throw fields.Error(fields.Map, "'detection' is missing.");
        return new DetectionReader(file, new(file, placeholders)).Read(detection);
    }

    [GeneratedRegex(@"^attack\.t\d{4}(\.\d{3})?$", RegexOptions.IgnoreCase)]
    private static partial Regex Technique();
}
