using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Platform.Sigma.Reading;

/// <summary>Reads YAML within limits, so that no text takes long or much memory.</summary>
internal sealed class YamlText
{
    private const int MostCharacters = 1 << 20;
    private const int MostDepth = 32;
    private const int MostNodes = 100_000;

    private readonly string file;
    private readonly Parser parser;
    private readonly Dictionary<string, YamlNode> anchors = new(StringComparer.Ordinal);
    private int nodes;

    private YamlText(string yaml, string file)
    {
        this.file = file;
        parser = new(new Scanner(new StringReader(yaml)));
    }

    /// <summary>The documents of a text.</summary>
    /// <exception cref="SigmaException">It is no YAML, or more than the limits allow.</exception>
    public static IReadOnlyList<YamlNode> Documents(string yaml, string file)
    {
        if (yaml.Length > MostCharacters) throw new SigmaException(file, 1, 1, $"A file has at most {MostCharacters} characters.");
        var text = new YamlText(yaml, file);
        try
        {
            return text.Read();
        }
        catch (YamlException e)
        {
            throw new SigmaException(file, Math.Max(1, e.Start.Line), Math.Max(1, e.Start.Column), e.Message);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // The library fails so at an alias without a name and at some odd texts, and does not say where: after what was read last.
            var at = text.parser.Current?.End ?? Mark.Empty;
            throw new SigmaException(file, Math.Max(1, at.Line), Math.Max(1, at.Column), "After this the text is no YAML.");
        }
    }

    private List<YamlNode> Read()
    {
        var documents = new List<YamlNode>();
        parser.Consume<StreamStart>();
        while (parser.TryConsume<DocumentStart>(out _))
        {
            anchors.Clear();
            documents.Add(Node(0));
            parser.Consume<DocumentEnd>();
        }

        return documents;
    }

    private YamlNode Node(int depth)
    {
        var next = parser.Current is NodeEvent or AnchorAlias
            ? parser.Consume<ParsingEvent>()
            : throw new SigmaException(file, 1, 1, "A value is missing.");
        if (depth > MostDepth) throw Error(next, $"Values are nested deeper than {MostDepth}.");
        if (next is AnchorAlias alias)
        {
            return anchors.TryGetValue(alias.Value.Value, out var named)
                ? Counted(named, next, named.Size)
                : throw Error(next, $"There is no anchor {alias.Value.Value} before this.");
        }

        var node = Counted(Own(next, depth), next, 1);
        if (next is NodeEvent { Anchor.IsEmpty: false } anchored) anchors[anchored.Anchor.Value] = node;
        return node;
    }

    private YamlNode Own(ParsingEvent next, int depth) => next switch
    {
        Scalar scalar => Text(scalar),
        SequenceStart => List(next, depth),
        MappingStart => Map(next, depth),
        _ => throw Error(next, "A value is missing."),
    };

    private YamlList List(ParsingEvent start, int depth)
    {
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(Node(depth + 1));
        return new(start.Start.Line, start.Start.Column, items, 1 + items.Sum(item => item.Size));
    }

    private YamlMap Map(ParsingEvent start, int depth)
    {
        var entries = new List<YamlEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var at = parser.Current ?? start;
            if (Node(depth + 1) is not YamlScalar key) throw Error(at, "A name must be a text.");
            if (key.Value is "<<") throw Error(at, "Merging with '<<' is not supported.");
            if (!names.Add(key.Value)) throw Error(at, $"The name '{key.Value}' is given twice.");
            entries.Add(new(key, Node(depth + 1)));
        }

        return new(start.Start.Line, start.Start.Column, entries, 1 + entries.Sum(entry => 1 + entry.Value.Size));
    }

    private static YamlScalar Text(Scalar scalar) => new(scalar.Start.Line, scalar.Start.Column, scalar.Value, scalar.Style switch
    {
        ScalarStyle.Plain => ScalarForm.Plain,
        ScalarStyle.Literal or ScalarStyle.Folded => ScalarForm.Block,
        _ => ScalarForm.Quoted,
    });

    private YamlNode Counted(YamlNode node, ParsingEvent at, int size)
    {
        nodes += size;
        return nodes <= MostNodes ? node : throw Error(at, $"A file has at most {MostNodes} values.");
    }

    private SigmaException Error(ParsingEvent at, string reason) => new(file, at.Start.Line, at.Start.Column, reason);
}
