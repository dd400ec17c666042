using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Platform.Risk.RuleLanguage;

/// <summary>The YAML of one rule file, with the places of its nodes.</summary>
internal sealed class RuleDocument
{
    private const int MostDepth = 16;
    private readonly string file;
    private readonly string[] lines;
    private readonly IReadOnlyList<YamlNode> roots;

    public RuleDocument(string file, string text)
    {
        (this.file, lines) = (file, text.Split('\n'));
        roots = Parse(text);
    }

    /// <summary>The entries under <c>rules</c> of all its documents; none for an empty file.</summary>
    public IEnumerable<YamlMappingNode> Rules() => roots.SelectMany(Rules);

    private IEnumerable<YamlMappingNode> Rules(YamlNode root)
    {
        if (root is not YamlMappingNode top) throw Error(root, "A rule file is a mapping with the key 'rules'.");

        AllowOnly(top, "rules");
        return top.Children.Values.SelectMany(Entries);
    }

    /// <exception cref="RuleSyntaxException">The mapping has another key.</exception>
    public void AllowOnly(YamlMappingNode node, params string[] keys)
    {
        foreach (var key in node.Children.Keys)
        {
            if (key is not YamlScalarNode { Value: { } name } || !keys.Contains(name))
                throw Error(key, $"'{key}' is not known here; allowed: {string.Join(", ", keys)}.");
        }
    }

    /// <summary>The values of a list of texts; none when the key is missing.</summary>
    public IReadOnlyList<YamlScalarNode> Texts(YamlMappingNode node, string key)
    {
        if (!node.Children.TryGetValue(new YamlScalarNode(key), out var value)) return [];
        if (value is not YamlSequenceNode list) throw Error(value, $"'{key}' is a list of texts.");

        return [.. list.Children.Select(one => one as YamlScalarNode ?? throw Error(one, $"'{key}' is a list of texts."))];
    }

    /// <summary>A mapping within; null when the key is missing.</summary>
    public YamlMappingNode? Mapping(YamlMappingNode node, string key) => node.Children.TryGetValue(new YamlScalarNode(key), out var value)
        ? value as YamlMappingNode ?? throw Error(value, $"'{key}' is a mapping.")
        : null;

    public YamlScalarNode? Find(YamlMappingNode node, string key) => node.Children.TryGetValue(new YamlScalarNode(key), out var value)
        ? value as YamlScalarNode ?? throw Error(value, $"'{key}' is a single value.")
        : null;

    /// <exception cref="RuleSyntaxException">The key is missing.</exception>
    public YamlScalarNode Scalar(YamlMappingNode node, string key) => Find(node, key) ?? throw Error(node, $"This rule has no '{key}'.");

    public SourceText SourceOf(YamlScalarNode node)
    {
        var place = PlaceOf(node.Start);
        if (node.Style is not ScalarStyle.Literal)
            return new(file, node.Value ?? "", node.Style is ScalarStyle.Plain ? place : place.Plus(1), place.Column);

        // The text of a '|' block starts on the next line, behind its indentation.
        var first = lines[Math.Min(place.Line, lines.Length - 1)];
        var indent = first.Length - first.TrimStart(' ').Length + 1;
        return new(file, node.Value ?? "", new(place.Line + 1, indent), indent);
    }

    public RuleSyntaxException Error(YamlNode node, string problem) => new(file, PlaceOf(node.Start), problem);

    private YamlNode[] Parse(string text)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            CheckDepth(parser);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return [.. stream.Documents.Select(document => document.RootNode)];
        }
        catch (YamlException wrong)
        {
            throw new RuleSyntaxException(file, PlaceOf(wrong.Start), wrong.Message);
        }
        catch (InvalidOperationException)
        {
            // What the parser throws where a bracket is never closed; it has no place of its own.
            var place = parser.Current is { } last ? PlaceOf(last.End) : new(1, 1);
            throw new RuleSyntaxException(file, place, "A bracket or quote is not closed.");
        }
    }

    // The tree is built by recursion, so its depth is checked first, on the flat stream of events.
    private void CheckDepth(Parser parser)
    {
        for (var depth = 0; parser.MoveNext();)
        {
            if (parser.Current is not { } current) continue;
            depth += current.NestingIncrease;
            if (depth > MostDepth) throw new RuleSyntaxException(file, PlaceOf(current.Start), $"This nests deeper than {MostDepth}.");
        }
    }

    private IEnumerable<YamlMappingNode> Entries(YamlNode list) => list is YamlSequenceNode sequence
        ? sequence.Children.Select(entry => entry as YamlMappingNode ?? throw Error(entry, "A rule is a mapping."))
        : throw Error(list, "'rules' is a list.");

    private static Place PlaceOf(Mark mark) => new((int)mark.Line, (int)mark.Column);
}
