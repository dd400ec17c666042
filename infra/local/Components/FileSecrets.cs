using System.Text.Json;

namespace Platform.Local.Components;

/// <summary>secretstores.local.file: a JSON file, flattened (<c>a:b</c>, <c>a:0</c>) or, with multiValued, one level of names.</summary>
internal sealed class FileSecrets(ComponentContext context) : ISecretStore
{
    private readonly string file = context.Metadata.Required("secretsFile");
    private readonly string separator = context.Metadata.Text("nestedSeparator", ":");
    private readonly bool multiValued = context.Metadata.Flag("multiValued", false);
    private Dictionary<string, IReadOnlyDictionary<string, string>> secrets = [];

    public IReadOnlyList<string> Capabilities => multiValued ? ["MULTIPLE_KEY_VALUES_PER_SECRET"] : [];

    public async Task InitAsync(CancellationToken ct)
    {
        if (!File.Exists(file)) throw ComponentMetadata.Wrong("secretsFile", $"there is no file '{file}'");
        try
        {
            using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(file, ct));
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
                throw ComponentMetadata.Wrong("secretsFile", $"'{file}' must be a JSON object");
            secrets = multiValued ? Grouped(document.RootElement) : Single(document.RootElement);
        }
        catch (JsonException error)
        {
            throw ComponentMetadata.Wrong("secretsFile", $"'{file}' is not valid JSON: {error.Message}");
        }
    }

    public Task<IReadOnlyDictionary<string, string>?> GetAsync(string name, CancellationToken ct) =>
        Task.FromResult(secrets.GetValueOrDefault(name));

    public Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>(secrets);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Dictionary<string, IReadOnlyDictionary<string, string>> Single(JsonElement root) =>
        Flatten(root, "").ToDictionary(
            pair => pair.Key, IReadOnlyDictionary<string, string> (pair) => new Dictionary<string, string> { [pair.Key] = pair.Value });

    private Dictionary<string, IReadOnlyDictionary<string, string>> Grouped(JsonElement root) =>
        root.EnumerateObject().ToDictionary(child => child.Name, IReadOnlyDictionary<string, string> (child) =>
            child.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array
                ? Flatten(child.Value, "").ToDictionary()
                : new Dictionary<string, string> { [child.Name] = Text(child.Value) });

    private IEnumerable<KeyValuePair<string, string>> Flatten(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(child => Flatten(child.Value, Below(path, child.Name))),
        JsonValueKind.Array => element.EnumerateArray().Index().SelectMany(item => Flatten(item.Item, Below(path, $"{item.Index}"))),
        _ => [new(path, Text(element))],
    };

    private string Below(string path, string name) => path.Length == 0 ? name : path + separator + name;

    private static string Text(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString() ?? "" : value.GetRawText();
}
