using System.Globalization;
using System.Text.RegularExpressions;
using Platform.Contracts;
using YamlDotNet.RepresentationModel;

namespace Platform.Risk.RuleLanguage;

/// <summary>What counts as a repeat of a rule's alerts: <c>suppress: { by: [account, counterparty], for: 1h }</c>.</summary>
/// <param name="By">Fields of the event, in the order of the key.</param>
/// <param name="Seconds">For how long after an alert.</param>
internal sealed partial record RuleSuppression(IReadOnlyList<string> By, int Seconds)
{
    private const int MostFields = 4;
    private const int MostSeconds = 30 * 86_400;

    /// <summary>The key of an event; a missing field is a value like any other.</summary>
    public Suppression Of(string rule, RuleInput input) =>
        new($"{rule}|{string.Join('|', By.Select(field => EventFields.Find(field)?.Invoke(input)))}", Seconds);

    /// <exception cref="RuleSyntaxException">It is not what it has to be.</exception>
    public static RuleSuppression? Read(RuleDocument document, YamlMappingNode rule)
    {
        if (document.Mapping(rule, "suppress") is not { } node) return null;

        document.AllowOnly(node, "by", "for");
        var fields = document.Texts(node, "by");
        if (fields.Count is 0 or > MostFields) throw document.Error(node, $"'by' is a list of 1 to {MostFields} fields of the event.");

        var by = fields.Select(field => FieldOf(document, field)).ToList();
        if (by.Distinct().Count() < by.Count) throw document.Error(node, "'by' names a field twice.");

        return new(by, SecondsOf(document, document.Scalar(node, "for")));
    }

    private static string FieldOf(RuleDocument document, YamlScalarNode node) =>
        node.Value is { } name && EventFields.Find(name) is not null
        ? name
        : throw document.Error(node, $"'{node.Value}' is no field of the event: {string.Join(", ", EventFields.Names)}.");

    private static int SecondsOf(RuleDocument document, YamlScalarNode node)
    {
        var seconds = Spans().Match(node.Value ?? "") is { Success: true } span
            ? int.Parse(span.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * UnitOf(span.Groups[2].ValueSpan[0])
            : 0;
        return seconds is > 0 and <= MostSeconds ? seconds : throw document.Error(node, "A time is written 30m, 1h or 7d; at most 30d.");
    }

    private static int UnitOf(char unit) => unit switch { 'm' => 60, 'h' => 3_600, _ => 86_400 };

    [GeneratedRegex(@"^([1-9]\d{0,3})([mhd])\z", RegexOptions.CultureInvariant)]
    private static partial Regex Spans();
}
