using System.Text.Encodings.Web;
using System.Text.Json;

namespace Platform.Dapr;

/// <summary>
/// Blob storage, whatever component is behind it: files, S3 and Azure take the same four operations and differ in the name of the name
/// only. Content goes in as a JSON text, since daprd reads a JSON document anew and would turn its numbers into floating point.
/// </summary>
/// <param name="dapr">The sidecar, with a binding named <c>blobs</c>.</param>
public sealed class BlobStore(DaprClient dapr)
{
    private const string Binding = "blobs";

    // A component lists a thousand at once; this is more than anybody leaves in one folder.
    private const int MaxRounds = 1_000;

    // daprd has one error for all failures of a binding; what is missing only its text says.
    private static readonly string[] Missing =
        ["not found", "no such file", "NoSuchKey", "BlobNotFound", "does not exist", "could not find"];

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a blob, whatever was there.</summary>
    /// <param name="name">Its name, with <c>/</c> between folders.</param>
    /// <param name="utf8">Its text.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When it is kept.</returns>
    /// <exception cref="DaprException">The storage is away or refuses it.</exception>
    public async Task SaveAsync(string name, ReadOnlyMemory<byte> utf8, CancellationToken ct)
    {
        using var data = new MemoryStream(utf8.Length + utf8.Length / 4);
        await using (var writer = new Utf8JsonWriter(data, Plain)) writer.WriteStringValue(utf8.Span);
        await dapr.InvokeBindingAsync(Request("create", name, data.GetBuffer().AsMemory(0, (int)data.Length)), ct);
    }

    /// <summary>Reads a blob.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>Its text; null when there is none.</returns>
    /// <exception cref="DaprException">The storage is away.</exception>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken ct)
    {
        try
        {
            return (await dapr.InvokeBindingAsync(Request("get", name), ct)).Data;
        }
        catch (DaprException e) when (IsMissing(e))
        {
            return null;
        }
    }

    /// <summary>Copies a blob to a local file.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="path">The file; what was there is overwritten.</param>
    /// <param name="ct">Stops the copying.</param>
    /// <returns>False when there is no such blob.</returns>
    public async Task<bool> CopyToAsync(string name, string path, CancellationToken ct)
    {
        await using var file = File.Create(path);
        return await CopyToAsync(name, file, ct);
    }

    /// <summary>Writes a blob behind what a stream holds.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="target">The stream.</param>
    /// <param name="ct">Stops the copying.</param>
    /// <returns>False when there is no such blob.</returns>
    public async Task<bool> CopyToAsync(string name, Stream target, CancellationToken ct)
    {
        try
        {
            await dapr.CopyBindingToAsync(Request("get", name), target, ct);
            return true;
        }
        catch (DaprException e) when (IsMissing(e))
        {
            return false;
        }
    }

    /// <summary>Removes a blob; fine when there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When it is gone.</returns>
    /// <exception cref="DaprException">The storage is away.</exception>
    public async Task DeleteAsync(string name, CancellationToken ct)
    {
        try
        {
            await dapr.InvokeBindingAsync(Request("delete", name), ct);
        }
        catch (DaprException e) when (IsMissing(e))
        {
            // Gone is what was asked for.
            return;
        }
    }

    /// <summary>The names that begin with a folder, in any order; at most what the component lists at once.</summary>
    /// <param name="folder">The folder, without a slash at its end.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>Full names.</returns>
    /// <exception cref="DaprException">The storage is away.</exception>
    public async Task<IReadOnlyList<string>> ListAsync(string folder, CancellationToken ct)
    {
        var filter = new Dictionary<string, object> { ["prefix"] = folder + "/", ["maxResults"] = 1000 };
        try
        {
            var answer = await dapr.InvokeBindingAsync(Request("list", folder, JsonSerializer.SerializeToUtf8Bytes(filter)), ct);
            return BlobList.NamesIn(answer.Data.Span, folder);
        }
        catch (DaprException e) when (IsMissing(e))
        {
            return [];
        }
    }

    /// <summary>Removes all blobs of a folder.</summary>
    /// <param name="folder">The folder, without a slash at its end.</param>
    /// <param name="ct">Stops the removing.</param>
    /// <returns>How many there were.</returns>
    public async Task<int> RemoveAllAsync(string folder, CancellationToken ct)
    {
        var removed = 0;
        for (var round = 0; round < MaxRounds; round++)
        {
            var names = await ListAsync(folder, ct);
            if (names.Count == 0) break;

            foreach (var name in names) await DeleteAsync(name, ct);
            removed += names.Count;
        }

        return removed;
    }

    private static BindingRequest Request(string operation, string name, ReadOnlyMemory<byte> data = default) => new(Binding, operation)
    {
        Data = data,
        Metadata = new Dictionary<string, string> { ["fileName"] = name, ["key"] = name, ["blobName"] = name },
    };

    private static bool IsMissing(DaprException e) =>
        Array.Exists(Missing, text => e.Message.Contains(text, StringComparison.OrdinalIgnoreCase));
}
