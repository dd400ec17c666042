using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Scoring.Retraining;

namespace Platform.Trainer.Services;

/// <summary>Data sets: in blob storage, and while they are worked on in a folder of this machine.</summary>
internal sealed class DataSetFiles(BlobStore blobs, IOptions<TrainerOptions> options)
{
    // In base64 and as a JSON text it stays well below what a sidecar takes at once.
    private const int PartBytes = 2 << 20;

    // Some components keep what base64 stands for, others the text itself. With this before it, it is a text to all of them.
    private const string Mark = "part:";

    /// <summary>A new file in the folder.</summary>
    public string NewPath() => Path.Combine(Directory.CreateDirectory(options.Value.Scratch).FullName, $"{Guid.NewGuid():N}.new");

    /// <summary>Puts a data set into blob storage, and into its place in the folder.</summary>
    public async Task<DataSetFile> SaveAsync(TenantId tenant, DataSetFile file, string path, CancellationToken ct)
    {
        try
        {
            await UploadAsync(tenant, file.Version, path, ct);
            var place = PlaceOf(file.Version);
            File.Move(path, place, overwrite: true);
            return DataSetFile.Open(place);
        }
        finally
        {
            Remove(path);
        }
    }

    /// <summary>Opens a data set, fetching it where this machine does not have it.</summary>
    /// <exception cref="DaprException">It is missing in blob storage.</exception>
    /// <exception cref="FormatException">It is not what was saved.</exception>
    public async Task<DataSetFile> OpenAsync(TenantId tenant, string version, CancellationToken ct)
    {
        var place = PlaceOf(version);
        if (!File.Exists(place)) await FetchAsync(tenant, version, place, ct);
        return Check(DataSetFile.Open(place), version);
    }

    /// <summary>Removes a data set from the folder of this machine; it stays in blob storage.</summary>
    public void Forget(string version) => Remove(PlaceOf(version));

    private async Task UploadAsync(TenantId tenant, string version, string path, CancellationToken ct)
    {
        var (bytes, part) = (new byte[PartBytes], 0);
        await using var content = File.OpenRead(path);
        while (await content.ReadAtLeastAsync(bytes, PartBytes, throwOnEndOfStream: false, ct) is > 0 and var length)
            await blobs.SaveAsync(NameOf(tenant, version, part++), TextOf(bytes.AsSpan(0, length)), ct);
    }

    private async Task FetchAsync(TenantId tenant, string version, string place, CancellationToken ct)
    {
        var path = NewPath();
        try
        {
            await CopyAsync(tenant, version, path, ct);
            // Before the move: else a damaged file would be found in its place at each further attempt.
            Check(DataSetFile.Open(path), version);
            File.Move(path, place, overwrite: true);
        }
        finally
        {
            Remove(path);
        }
    }

    private async Task CopyAsync(TenantId tenant, string version, string path, CancellationToken ct)
    {
        await using var file = File.Create(path);
        var part = 0;
        for (; await blobs.ReadAsync(NameOf(tenant, version, part), ct) is { } text; part++)
            await file.WriteAsync(BytesOf(text.Span), ct);
        if (part == 0) throw new DaprException($"Data set {version} is missing in blob storage.");
    }

    private static DataSetFile Check(DataSetFile file, string version) =>
        file.Version == version ? file : throw new FormatException($"Data set {version} is not what was saved.");

    // The folder may be gone, and with it the file; deleting alone would throw then.
    private static void Remove(string path)
    {
        if (File.Exists(path)) File.Delete(path);
    }

    private string PlaceOf(string version) => Path.Combine(options.Value.Scratch, $"{version}.data");

    private static string NameOf(TenantId tenant, string version, int part) =>
        string.Create(CultureInfo.InvariantCulture, $"{tenant}/.data-sets/{version}/{part:00000}");

    private static byte[] TextOf(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetBytes(Mark + Convert.ToBase64String(bytes));

    private static byte[] BytesOf(ReadOnlySpan<byte> text)
    {
        var part = Encoding.ASCII.GetString(text);
        return part.StartsWith(Mark, StringComparison.Ordinal)
            ? Convert.FromBase64String(part[Mark.Length..])
            : throw new FormatException("This is no part of a data set.");
    }
}
