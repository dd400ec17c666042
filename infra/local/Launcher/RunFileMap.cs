using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Platform.Local.Launcher;

/// <summary>A mapping of the run file with typed reads; what is wrong is said with file and line.</summary>
/// <remarks>Keys that nobody asks for are ignored.</remarks>
internal sealed class RunFileMap(string file, YamlMappingNode map)
{
    public long Line => map.Start.Line;

    public static RunFileMap Load(string file)
    {
        try
        {
            using var reader = new StreamReader(file);
            var yaml = new YamlStream();
            yaml.Load(reader);
            return yaml.Documents is [{ RootNode: YamlMappingNode root }, ..]
                ? new RunFileMap(file, root)
                : throw new LaunchException($"{file}:1: a mapping with version and apps is expected");
        }
        catch (YamlException e)
        {
            throw new LaunchException($"{file}:{e.Start.Line}: {e.Message.TrimEnd('.')}", e);
        }
        catch (IOException e)
        {
            throw new LaunchException($"{file} cannot be read: {e.Message}", e);
        }
    }

    public string? Text(string key) => Node(key) switch
    {
        null => null,
        YamlScalarNode scalar => scalar.Value is { Length: > 0 } value && !IsNull(scalar) ? value : null,
        var other => throw Wrong(other, $"{key} must be a single value"),
    };

    /// <summary>Null when absent or zero, which is how the run file says "not set".</summary>
    public int? Number(string key) =>
        Text(key) is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? (number == 0 ? null : number)
        : throw Wrong(key, $"{key} must be a whole number, not '{text}'");

    public int? Port(string key) => Number(key) is not { } port ? null
        : port is > 0 and <= ushort.MaxValue ? port
        : throw Wrong(key, $"{key} must be a port from 1 to 65535, not {port}");

    public bool Flag(string key) => Text(key) switch
    {
        null or "false" => false,
        "true" => true,
        var other => throw Wrong(key, $"{key} must be true or false, not '{other}'"),
    };

    public T? OneOf<T>(string key) where T : struct, Enum =>
        Text(key) is not { } text ? null
        : Enum.TryParse<T>(text, ignoreCase: true, out var value) ? value
        : throw Wrong(key, $"{key} must be one of {string.Join(", ", Enum.GetNames<T>())}, not '{text}'");

    public IReadOnlyList<string> List(string key) => Node(key) switch
    {
        null => [],
        YamlScalarNode scalar when IsNull(scalar) => [],
        YamlSequenceNode list => [.. list.Select(item => Scalar(key, item))],
        var other => throw Wrong(other, $"{key} must be a list"),
    };

    public IEnumerable<KeyValuePair<string, string>> Pairs(string key) => Node(key) switch
    {
        null => [],
        YamlScalarNode scalar when IsNull(scalar) => [],
        YamlMappingNode pairs => pairs.Select(pair => KeyValuePair.Create(Scalar(key, pair.Key), Scalar(key, pair.Value))),
        var other => throw Wrong(other, $"{key} must be a mapping of names to values"),
    };

    public RunFileMap? Map(string key) => Node(key) switch
    {
        null => null,
        YamlScalarNode scalar when IsNull(scalar) => null,
        YamlMappingNode inner => new RunFileMap(file, inner),
        var other => throw Wrong(other, $"{key} must be a mapping"),
    };

    public IReadOnlyList<RunFileMap> Maps(string key) => Node(key) switch
    {
        null => [],
        YamlSequenceNode list => [.. list.Select(item => Inner(key, item))],
        var other => throw Wrong(other, $"{key} must be a list"),
    };

    /// <summary>An error at this key, or at the mapping when the key is absent.</summary>
    public LaunchException Wrong(string key, string message) => Wrong(Node(key) ?? map, message);

    private LaunchException Wrong(YamlNode node, string message) => new($"{file}:{node.Start.Line}: {message}");

    private YamlNode? Node(string key) => map.Children.TryGetValue(new YamlScalarNode(key), out var node) ? node : null;

    private RunFileMap Inner(string key, YamlNode node) =>
        node is YamlMappingNode inner ? new RunFileMap(file, inner) : throw Wrong(node, $"{key} must hold mappings");

    private string Scalar(string key, YamlNode node) =>
        node is YamlScalarNode scalar ? scalar.Value ?? "" : throw Wrong(node, $"{key} must hold single values");

    private static bool IsNull(YamlScalarNode scalar) =>
        scalar.Style == ScalarStyle.Plain && scalar.Value is null or "" or "~" or "null";
}
