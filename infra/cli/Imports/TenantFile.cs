using Platform.Contracts;
using Platform.Local.Launcher;

namespace Platform.Cli.Imports;

/// <summary>Brings files into the tenant's part of the running platform's blob storage.</summary>
internal sealed class TenantFile(string blobs, string tenant)
{
    /// <summary>Copies a file and makes the request to import it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mapping">A mapping file, the name of a shipped mapping, or null.</param>
    /// <param name="id">The import's id; null for a new one.</param>
    /// <param name="ct">Stops copying.</param>
    /// <exception cref="LaunchException">There is no such file, or no such tenant.</exception>
    public async Task<ImportRequest> BringAsync(string path, string? mapping, string? id, CancellationToken ct)
    {
        if (!File.Exists(path)) throw new LaunchException($"There is no file {path}.");
        if (!TenantId.TryCreate(tenant, out _)) throw new LaunchException("--tenant must be 1 to 40 of a-z, 0-9 and -.");

        var (name, folder) = (NameOf(path), Path.Combine(blobs, tenant));
        Directory.CreateDirectory(folder);
        // Under another name until it is whole: an import never sees half a file.
        var (target, part) = (Path.Combine(folder, name), Path.Combine(folder, $".part-{Environment.ProcessId}"));
        await using (var from = File.OpenRead(path))
        await using (var to = File.Create(part)) await from.CopyToAsync(to, ct);
        File.Move(part, target, overwrite: true);
        return new() { File = name, Mapping = await MappingOf(mapping, ct), Id = id };
    }

    /// <summary>The file's name with what no name may hold replaced; a dot in front would hide it.</summary>
    public static string NameOf(string path)
    {
        var name = string.Concat(Path.GetFileName(path).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-'));
        name = name[^Math.Min(name.Length, ImportRequestValidator.MaxFileLength)..].TrimStart('.');
        return name.Length is 0 ? "file" : name;
    }

    private static async Task<string?> MappingOf(string? mapping, CancellationToken ct) =>
        mapping is not null && File.Exists(mapping) ? await File.ReadAllTextAsync(mapping, ct) : mapping;
}
