using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Platform.Contracts;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using Platform.Scoring;

namespace Platform.Risk.RuleLanguage;

/// <summary>Reads rule files.</summary>
internal static partial class RuleFile
{
    public const int MostRules = 200;
    public const int MostBytes = 256 * 1024;
    private const int MostCharacters = 4_000;
    private static readonly string[] Keys =
        ["id", "when", "weight", "degree", "reason", "verdict", "suppress", "severity", "owner", "attack"];
    private static readonly string[] Severities = ["low", "medium", "high", "critical"];

    /// <summary>Reads all <c>*.yaml</c> files of a folder, by name.</summary>
    /// <exception cref="RuleSyntaxException">One of them is wrong; nothing is returned then.</exception>
    /// <exception cref="IOException">One of them cannot be read.</exception>
    public static RuleSet ReadFolder(string folder, TransactionFeatures features) =>
        Parse(features, [.. Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal).Select(Load)]);

    /// <summary>Reads rules from named texts.</summary>
    /// <exception cref="RuleSyntaxException">A text is wrong.</exception>
    public static RuleSet Parse(TransactionFeatures features, params IReadOnlyList<(string Name, string Text)> files)
    {
        var rules = new List<Rule>();
        foreach (var (name, text) in files) ReadFile(new(name, text), features, rules);

        // Several files are one text of several YAML documents, which reads as the same rules.
        var whole = string.Join("\n---\n", files.Select(file => file.Text));
        return new(rules, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)))[..12], whole);
    }

    private static (string Name, string Text) Load(string path)
    {
        if (new FileInfo(path).Length > MostBytes)
            throw new RuleSyntaxException(path, new(1, 1), $"The file is larger than {MostBytes} bytes.");
        return (path, File.ReadAllText(path));
    }

    private static void ReadFile(RuleDocument document, TransactionFeatures features, List<Rule> rules)
    {
        foreach (var node in document.Rules())
        {
            var rule = ReadRule(document, node, features);
            if (rules.Exists(other => other.Id == rule.Id))
                throw document.Error(document.Scalar(node, "id"), $"There is another rule '{rule.Id}'.");
            if (rules.Count == MostRules) throw document.Error(node, $"There are more than {MostRules} rules.");
            rules.Add(rule);
        }
    }

    private static Rule ReadRule(RuleDocument document, YamlMappingNode node, TransactionFeatures features)
    {
        document.AllowOnly(node, Keys);
        var degree = document.Find(node, "degree");
        var when = RuleParser.Condition(Source(document, document.Scalar(node, "when")), features, out var lists);

        return new(
            Id(document, document.Scalar(node, "id")),
            when,
            Weight(document, document.Scalar(node, "weight")),
            degree is null ? _ => 1 : RuleParser.Number(Source(document, degree), features),
            ReasonTemplate.Parse(Source(document, document.Scalar(node, "reason")), features))
        {
            Verdict = VerdictOf(document, document.Find(node, "verdict")),
            Lists = lists,
            Suppression = RuleSuppression.Read(document, node),
            Card = CardOf(document, node),
        };
    }

    private static Verdict VerdictOf(RuleDocument document, YamlScalarNode? node) => node?.Value switch
    {
        null => Verdict.Allow,
        "review" => Verdict.Review,
        "block" => Verdict.Block,
        _ => throw document.Error(node, "A verdict is review or block."),
    };

    private static RuleCard CardOf(RuleDocument document, YamlMappingNode node)
    {
        var (owner, severity) = (document.Find(node, "owner"), document.Find(node, "severity"));
        if (severity?.Value is { } one && !Severities.Contains(one))
            throw document.Error(severity, $"A severity is one of {string.Join(", ", Severities)}.");
        if (owner?.Value is { Length: > 100 }) throw document.Error(owner, "An owner has at most 100 characters.");

        return new(owner?.Value, severity?.Value, [.. document.Texts(node, "attack").Select(id => AttackOf(document, id))]);
    }

    private static string AttackOf(RuleDocument document, YamlScalarNode node) =>
        node.Value is { } id && Techniques().IsMatch(id)
            ? id
            : throw document.Error(node, "A technique of MITRE ATT&CK is written T1078 or T1078.004.");

    [GeneratedRegex(@"^T\d{4}(\.\d{3})?$", RegexOptions.CultureInvariant)]
    private static partial Regex Techniques();

    private static string Id(RuleDocument document, YamlScalarNode node)
    {
        var id = node.Value ?? "";
        var sound = id.Length is >= 1 and <= 64 && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-');

        return sound ? id : throw document.Error(node, "An id is 1-64 of a-z, 0-9 and -.");
    }

    private static double Weight(RuleDocument document, YamlScalarNode node) =>
        double.TryParse(node.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) && weight is > 0 and <= 1
            ? weight
            : throw document.Error(node, "A weight is a number above 0, at most 1.");

    private static SourceText Source(RuleDocument document, YamlScalarNode node)
    {
        if (node.Style is ScalarStyle.Folded)
            throw document.Error(node, "Write a text of several lines with '|', so that errors can name the line.");
        if (node.Value is not { Length: > 0 and <= MostCharacters })
            throw document.Error(node, $"1 to {MostCharacters} characters are needed here.");

        return document.SourceOf(node);
    }
}
