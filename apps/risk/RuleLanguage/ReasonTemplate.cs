using System.Globalization;
using System.Text;
using Platform.Scoring;

namespace Platform.Risk.RuleLanguage;

/// <summary>Plain words with the numbers of the event filled in: <c>{amountRatio:0.0} times the usual amount</c>.</summary>
internal sealed class ReasonTemplate
{
    private readonly List<Action<StringBuilder, RuleInput>> parts = [];

    private readonly TransactionFeatures features;

    private ReasonTemplate(TransactionFeatures features) => this.features = features;

    /// <exception cref="RuleSyntaxException">A placeholder is not closed, or names nothing known.</exception>
    public static ReasonTemplate Parse(SourceText source, TransactionFeatures features)
    {
        var template = new ReasonTemplate(features);
        for (var at = 0; at < source.Text.Length;) at = template.Take(source, at);
        return template;
    }

    public string Fill(RuleInput input)
    {
        var text = new StringBuilder();
        foreach (var part in parts) part(text, input);
        return text.ToString();
    }

    private int Take(SourceText source, int at)
    {
        var open = source.Text.IndexOf('{', at);
        var literal = open < 0 ? source.Text[at..] : source.Text[at..open];
        if (literal.Length > 0) parts.Add((text, _) => text.Append(literal));
        if (open < 0) return source.Text.Length;

        var close = source.Text.IndexOf('}', open);
        if (close < 0) throw source.Error(open, "This '{' has no closing '}'.");

        parts.Add(Placeholder(source, open + 1, source.Text[(open + 1)..close]));
        return close + 1;
    }

    private Action<StringBuilder, RuleInput> Placeholder(SourceText source, int at, string inside)
    {
        var (name, format) = inside.Split(':', 2) is [var n, var f] ? (n.Trim(), f) : (inside.Trim(), "0.##");
        if (EventFields.Find(name) is { } field) return (text, input) => text.Append(field(input) ?? "unknown");
        if (!features.TryFind(name, out var position)) throw source.Error(at, $"'{name}' is not known. {Nearest.To(name, features)}");

        return (text, input) => Append(text, input.Features[position], format);
    }

    private static void Append(StringBuilder text, float value, string format) =>
        text.Append(float.IsNaN(value) ? "unknown" : value.ToString(format, CultureInfo.InvariantCulture));
}
