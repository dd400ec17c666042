using System.ComponentModel.DataAnnotations;

namespace Platform.Tenants.Quotas;

/// <summary>Section <c>Quotas</c>. The host does not start with a value out of range.</summary>
internal sealed class QuotasOptions
{
    /// <summary>Seconds between two looks at what tenants used; a limit is in force within these and those of the directory.</summary>
    [Range(1, 60)]
    public int LookSeconds { get; init; } = 2;

    /// <summary>Minutes between two measurements of all tenants' storage.</summary>
    [Range(1, 1_440)]
    public int StorageMinutes { get; init; } = 10;
}
