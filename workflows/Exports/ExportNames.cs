using System.Globalization;
using Platform.Contracts;

namespace Platform.Workflows.Exports;

/// <summary>
/// Names of a tenant's export: one workflow instance, and one folder that goes with everything else of the tenant and that no file name of
/// a caller can reach.
/// </summary>
internal static class ExportNames
{
    /// <summary>The workflow instance.</summary>
    public static string Instance(TenantId tenant) => $"export-{tenant}";

    /// <summary>The folder.</summary>
    public static string Folder(TenantId tenant) => $"{tenant}/.export";

    /// <summary>A piece of a table, from 0.</summary>
    public static string Part(TenantId tenant, string table, int part) =>
        string.Create(CultureInfo.InvariantCulture, $"{Folder(tenant)}/{table}-{part:000000}.ndjson");
}
