using System.Security.Cryptography;
using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Models.Registry;

/// <summary>The files of models in blob storage, in the tenant's own folder, which goes with the tenant.</summary>
internal sealed class ModelFiles(BlobStore blobs)
{
    /// <summary>Keeps a file; the same file again changes nothing.</summary>
    public Task SaveAsync(TenantId tenant, string sha256, ReadOnlyMemory<byte> bytes, CancellationToken ct) =>
        blobs.SaveAsync(NameOf(tenant, sha256), bytes, ct);

    /// <summary>Reads a file and checks that it is what was kept.</summary>
    /// <exception cref="ModelFileException">It is missing, or was changed.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(TenantId tenant, ModelView model, CancellationToken ct)
    {
        var bytes = await blobs.ReadAsync(NameOf(tenant, model.Sha256), ct)
            ?? throw new ModelFileException($"The file of model {model.Version} is missing in blob storage.");
        return HashOf(bytes.Span) == model.Sha256
            ? bytes
            : throw new ModelFileException($"The file of model {model.Version} is not what was registered: its hash differs.");
    }

    /// <summary>SHA-256, hexadecimal.</summary>
    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string NameOf(TenantId tenant, string sha256) => $"{tenant}/.models/{sha256}.json";
}

/// <summary>A model's file is missing or damaged; the message is for people.</summary>
internal sealed class ModelFileException(string message) : Exception(message);
