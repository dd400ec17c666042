using System.Globalization;
using Platform.Contracts;

namespace Platform.Workflows.Imports;

/// <summary>
/// Names that keep tenants apart. An import's id has no dash, so that no instance of one tenant can be read as another's; what an import
/// leaves in blob storage is in a folder that no file name of a caller can reach, since none of its parts begins with a dot.
/// </summary>
internal static class ImportNames
{
    private const string IdCharacters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const int IdLength = 12;

    /// <summary>The workflow instance of an import.</summary>
    public static string Instance(TenantId tenant, string id) => $"import-{tenant}-{id}";

    /// <summary>The workflow instance that cleans up after an import that was cancelled.</summary>
    public static string CleanUp(TenantId tenant, string id) => $"cleanup-{tenant}-{id}";

    /// <summary>The folder of all that is the tenant's.</summary>
    public static string Everything(TenantId tenant) => tenant.ToString();

    /// <summary>A file of the tenant.</summary>
    public static string File(string tenant, string file) => $"{tenant}/{file}";

    /// <summary>The folder of an import.</summary>
    public static string Folder(string tenant, string id) => $"{tenant}/.imports/{id}";

    /// <summary>A chunk of an import.</summary>
    public static string Chunk(string tenant, string id, int chunk) => Numbered(Folder(tenant, id), "chunk", chunk);

    /// <summary>The rejected lines of a chunk.</summary>
    public static string Rejected(string tenant, string id, int chunk) => Numbered(Folder(tenant, id), "rejected", chunk);

    /// <summary>A file with rejected lines, beside the imported one.</summary>
    /// <param name="file">The imported file.</param>
    /// <param name="id">The import.</param>
    /// <param name="part">From 1; most imports have one part.</param>
    public static string RejectedFile(string file, string id, int part) => part == 1
        ? $"{file}.{id}.rejected.ndjson"
        : string.Create(CultureInfo.InvariantCulture, $"{file}.{id}.rejected-{part}.ndjson");

    /// <summary>A new id, from the caller's randomness.</summary>
    public static string NewId(Random random) => new(random.GetItems<char>(IdCharacters, IdLength));

    private static string Numbered(string folder, string what, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{folder}/{what}-{number:000000}.ndjson");
}
