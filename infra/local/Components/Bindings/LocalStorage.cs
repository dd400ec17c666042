using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Platform.Local.Components;

/// <summary>bindings.localstorage: files below one folder, and never outside it.</summary>
internal sealed class LocalStorage(ComponentContext context) : IOutputBinding
{
    private static readonly string[] Forbidden =
        ["/proc", "/sys", "/boot", "/dev", "/etc", "/bin", "/sbin", "/usr", "/lib", "/var/run/secrets", "/var/run/docker.sock"];

    private readonly string root = RootOf(context.Metadata);

    public IReadOnlyList<string> Capabilities => ["OUTPUT_BINDING"];

    public IReadOnlyList<string> Operations => ["create", "get", "delete", "list"];

    public Task InitAsync(CancellationToken ct)
    {
        Directory.CreateDirectory(root);
        return Task.CompletedTask;
    }

    public Task<BindingResponse> InvokeAsync(
        string operation, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, CancellationToken ct)
    {
        var name = metadata.GetValueOrDefault("fileName", "");
        return operation switch
        {
            "create" => CreateAsync(name.Length > 0 ? name : Guid.NewGuid().ToString(), data, ct),
            "get" => GetAsync(PathOf(Needed(name)), ct),
            "delete" => Task.FromResult(Delete(PathOf(Needed(name)))),
            _ => Task.FromResult(List(PathOf(name))),
        };
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string RootOf(ComponentMetadata metadata)
    {
        var path = Path.GetFullPath(metadata.Required("rootPath"));
        var inside = Array.Find(Forbidden, folder => path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal));
        return inside is null && path is not "/"
            ? path
            : throw ComponentMetadata.Wrong("rootPath", $"may not be '{path}'; choose a folder of your own");
    }

    private static string Needed(string name) => name.Length > 0 ? name : throw new ComponentException("metadata fileName is required");

    private string PathOf(string name)
    {
        var path = Path.GetFullPath(Path.Join(root, name));
        return path == root || path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new ComponentException($"'{name}' is outside the root folder");
    }

    private async Task<BindingResponse> CreateAsync(string name, ReadOnlyMemory<byte> data, CancellationToken ct)
    {
        var path = PathOf(name);
        if (path == root) throw new ComponentException($"'{name}' is not a file name");
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? root);
        await File.WriteAllBytesAsync(path, Content(data), ct);
        var answer = new Dictionary<string, string> { ["fileName"] = Path.GetRelativePath(root, path) };
        return new BindingResponse(JsonSerializer.SerializeToUtf8Bytes(answer));
    }

    private static async Task<BindingResponse> GetAsync(string path, CancellationToken ct)
    {
        if (!File.Exists(path)) throw new ComponentException($"file not found: {path}");
        return new BindingResponse(await File.ReadAllBytesAsync(path, ct));
    }

    private static BindingResponse Delete(string path)
    {
        File.Delete(path);
        return new BindingResponse(null);
    }

    private static BindingResponse List(string path)
    {
        if (!Directory.Exists(path)) throw new ComponentException($"folder not found: {path}");
        var files = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        return new BindingResponse(JsonSerializer.SerializeToUtf8Bytes(files));
    }

    // A JSON text loses its quotes, and is decoded when it is base64.
    private static byte[] Content(ReadOnlyMemory<byte> data)
    {
        if (data.Length == 0 || data.Span[0] != '"') return data.ToArray();
        var text = Encoding.UTF8.GetBytes(JsonDocument.Parse(data).RootElement.GetString() ?? "");
        // Unlike .NET, Go takes no blanks within base64: "some text" is a text.
        if (text.Length == 0 || text.IndexOfAny((byte)' ', (byte)'\t') >= 0 || !Base64.IsValid(text)) return text;
        return Convert.FromBase64String(Encoding.ASCII.GetString(text));
    }
}
