using System.Text.RegularExpressions;
using Platform.Sigma.Matching;

namespace Platform.Sigma.Reading;

/// <summary>Makes tests of a value as the modifiers say.</summary>
internal sealed class ValueReader(string file, Modifiers modifiers, IReadOnlyDictionary<string, IReadOnlyList<string>> placeholders)
{
    /// <summary>The tests of one value; passing one of them is enough.</summary>
    public IEnumerable<ValueTest> Tests(YamlScalar value) => Expanded(value).Select(text => value with { Value = text }).SelectMany(Made);

    private IEnumerable<string> Expanded(YamlScalar value)
    {
        if (!modifiers.Expands) return [value.Value];
        try
        {
            return Placeholders.Expand(value.Value, placeholders);
        }
        catch (FormatException e)
        {
            throw Error(value, e.Message);
        }
    }

    private IEnumerable<ValueTest> Made(YamlScalar value)
    {
        if (modifiers.IsRegex) return [new RegexTest(Regex(value))];
        if (modifiers.IsNetwork) return [Network(value)];
        if (modifiers.IsFieldReference) return [new FieldReferenceTest(value.Value, modifiers.Place, modifiers.IsCased)];
        if (modifiers.TimePart is { } part) return [new TimePartTest(part, modifiers.Comparison ?? Comparison.Equal, Number(value))];
        if (modifiers.Comparison is { } comparison) return [new NumberTest(comparison, Number(value))];
        return Texts(value);
    }

    private IEnumerable<TextTest> Texts(YamlScalar value)
    {
        try
        {
            return [.. Written(value).SelectMany(text => Encodings.Apply(modifiers.Changes, text))
                .Select(glyphs => new TextTest(Placed(glyphs), modifiers.IsCased))];
        }
        catch (FormatException e)
        {
            throw Error(value, e.Message);
        }
    }

    // 10.0 is the number 10 where the event has a number, and the version 10.0 where it has a text.
    private IEnumerable<string> Written(YamlScalar value) =>
        value.Form is ScalarForm.Plain && modifiers.Place is Place.Whole && !modifiers.Changes.Any()
            ? ((string[])[value.Value, NumberText.Plain(value.Value)]).Distinct()
            : [value.Value];

    private TextPattern Placed(IReadOnlyList<Glyph> glyphs)
    {
        var run = new Glyph(GlyphKind.AnyRun);
        var folded = modifiers.IsCased ? glyphs : Glyphs.Fold(glyphs);
        return new(modifiers.Place switch
        {
            Place.Start => [.. folded, run],
            Place.End => [run, .. folded],
            Place.Anywhere => [run, .. folded, run],
            _ => folded,
        });
    }

    private Regex Regex(YamlScalar value)
    {
        var options = (modifiers.Has("i") ? RegexOptions.IgnoreCase : 0) | (modifiers.Has("m") ? RegexOptions.Multiline : 0)
            | (modifiers.Has("s") ? RegexOptions.Singleline : 0);
        try
        {
            return SafeRegex.Of(value.Value, options);
        }
        catch (ArgumentException e)
        {
            throw Error(value, $"This regular expression cannot be used: {e.Message}");
        }
    }

    private NetworkTest Network(YamlScalar value) =>
        NetworkTest.Parse(value.Value) ?? throw Error(value, $"'{value.Value}' is no network such as 10.0.0.0/8.");

    private double Number(YamlScalar value) => NumberText.Of(value.Value) ?? throw Error(value, $"'{value.Value}' is no number.");

    private SigmaException Error(YamlNode at, string reason) => new(file, at.Line, at.Column, reason);
}
