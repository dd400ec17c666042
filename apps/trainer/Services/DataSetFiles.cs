using System.Globalization;
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

    /// <summary>A new file in the folder.</summary>
    public string NewPath() => Path.Combine(Directory.CreateDirectory(options.Value.Scratch).FullName, $"{Guid.NewGuid():N}.new");

    /// <summary>Puts a data set into blob storage, and into its place in the folder.</summary>
    public async Task<DataSetFile> SaveAsync(TenantId tenant, DataSetFile file, string path, CancellationToken ct)
    {
        var bytes = new byte[PartBytes];
        await using (var content = File.OpenRead(path))
        {
            var part = 0;
            while (await content.ReadAtLeastAsync(bytes, PartBytes, throwOnEndOfStream: false, ct) is > 0 and var length)
                await blobs.SaveAsync(NameOf(tenant, file.Version, part++), Base64Of(bytes.AsSpan(0, length)), ct);
        }

        var place = PlaceOf(file.Version);
        File.Move(path, place, overwrite: true);
        return DataSetFile.Open(place);
    }

    /// <summary>Opens a data set, fetching it where this machine does not have it.</summary>
    /// <exception cref="DaprException">It is missing in blob storage.</exception>
    /// <exception cref="FormatException">It is not what was saved.</exception>
    public async Task<DataSetFile> OpenAsync(TenantId tenant, string version, CancellationToken ct)
    {
        var place = PlaceOf(version);
        if (!File.Exists(place)) await FetchAsync(tenant, version, place, ct);
        var file = DataSetFile.Open(place);
        return file.Version == version ? file : throw new FormatException($"Data set {version} is not what was saved.");
    }

    /// <summary>Removes a data set from the folder of this machine; it stays in blob storage.</summary>
    public void Forget(string version) => File.Delete(PlaceOf(version));

    private async Task FetchAsync(TenantId tenant, string version, string place, CancellationToken ct)
    {
        var path = NewPath();
        await using (var file = File.Create(path))
        {
            var part = 0;
            for (; await blobs.ReadAsync(NameOf(tenant, version, part), ct) is { } text; part++)
                await file.WriteAsync(Convert.FromBase64String(System.Text.Encoding.ASCII.GetString(text.Span)), ct);
            if (part == 0) throw new DaprException($"Data set {version} is missing in blob storage.");
        }

        File.Move(path, place, overwrite: true);
    }

    private string PlaceOf(string version) => Path.Combine(options.Value.Scratch, $"{version}.data");

    private static string NameOf(TenantId tenant, string version, int part) =>
        string.Create(CultureInfo.InvariantCulture, $"{tenant}/.data-sets/{version}/{part:00000}");

    private static byte[] Base64Of(ReadOnlySpan<byte> bytes) => System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes));
}
