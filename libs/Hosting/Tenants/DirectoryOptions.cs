using System.ComponentModel.DataAnnotations;

namespace Platform.Hosting;

/// <summary>Section <c>Directory</c>: how a service learns of tenants.</summary>
public sealed class DirectoryOptions
{
    /// <summary>
    /// Whether only tenants of the registry are served. When absent: yes in production. Elsewhere a tenant that nobody onboarded
    /// is served as if it were active, and one that is registered by its entry.
    /// </summary>
    public bool? Required { get; init; }

    /// <summary>Seconds between two looks; a change takes effect within these.</summary>
    [Range(1, 60)]
    public int PollSeconds { get; init; } = 2;
}
