using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Platform.Learning.Features;

/// <summary>The YAML of a feature set, with the places of its nodes; refuses what could blow up before it builds a tree.</summary>
internal sealed class FeatureYaml
{
    public const int MostCharacters = 64 * 1024;
    private const int MostDepth = 6;
    private readonly string file;

    public FeatureYaml(string yaml, string file)
    {
        this.file = file;
        if (yaml.Length > MostCharacters) throw Error(default(Mark), $"A feature set has at most {MostCharacters} characters.");

        Root = Parse(yaml);
    }

    public YamlMappingNode Root { get; }

    public static YamlNode? Find(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    public YamlMappingNode Mapping(YamlNode node, string what) =>
        node as YamlMappingNode ?? throw Error(node, $"{what} is a mapping of names to values.");

    public YamlSequenceNode Sequence(YamlNode node, string what) => node as YamlSequenceNode ?? throw Error(node, $"{what} is a list.");

    public string Scalar(YamlNode node, string what) =>
        node is YamlScalarNode { Value.Length: > 0 and <= 400 } scalar ? scalar.Value
            : throw Error(node, $"{what} is a text of 1 to 400 characters.");

    public void AllowOnly(YamlMappingNode node, IReadOnlyCollection<string> keys, string what)
    {
        foreach (var key in node.Children.Keys)
        {
            var name = Scalar(key, "A key");
            if (!keys.Contains(name)) throw Error(key, $"{what} takes no '{name}'. {Nearest.To(name, keys)}");
        }
    }

    public FeatureSetException Error(YamlNode node, string problem) => Error(node.Start, problem);

    private FeatureSetException Error(Mark mark, string problem) =>
        new(file, Math.Max(1, (int)mark.Line), Math.Max(1, (int)mark.Column), problem);

    private YamlMappingNode Parse(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        try
        {
            CheckEvents(parser);
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents.Count != 1) throw Error(default(Mark), "A feature set is one YAML document.");

            return Mapping(stream.Documents[0].RootNode, "A feature set");
        }
        catch (YamlException wrong)
        {
            throw Error(wrong.Start, wrong.Message);
        }
        catch (InvalidOperationException)
        {
            // What the parser throws where a bracket is never closed; it has no place of its own.
            throw Error(parser.Current?.End ?? default, "A bracket or quote is not closed.");
        }
    }

    // The tree is built by recursion and aliases multiply, so both are refused on the flat stream of events.
    private void CheckEvents(Parser parser)
    {
        for (var depth = 0; parser.MoveNext();)
        {
            if (parser.Current is not { } current) continue;
            depth += current.NestingIncrease;
            if (depth > MostDepth + 2) throw Error(current.Start, $"This nests deeper than {MostDepth}.");
            if (current is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
                throw Error(current.Start, "Anchors and aliases are not allowed.");
        }
    }
}

/// <summary>Helps with a misspelt name.</summary>
internal static class Nearest
{
    private const int Reach = 3;

    /// <summary>One sentence that names the nearest known name, or all of them.</summary>
    public static string To(string name, IEnumerable<string> known)
    {
        var names = known.ToList();
        var nearest = names.MinBy(candidate => EditDistance.Between(name, candidate));

        return nearest is not null && EditDistance.Between(name, nearest) <= Math.Min(Reach, name.Length / 2 + 1)
            ? $"Did you mean '{nearest}'?"
            : $"Known: {string.Join(", ", names)}.";
    }
}
