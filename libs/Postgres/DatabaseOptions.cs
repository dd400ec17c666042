using System.ComponentModel.DataAnnotations;

namespace Platform.Postgres;

/// <summary>Section <c>Database</c>. The host does not start with a value out of range.</summary>
public sealed class DatabaseOptions
{
    /// <summary>Seconds after which the server stops a tenant's statement.</summary>
    [Range(1, 3_600)]
    public int StatementTimeoutSeconds { get; init; } = 30;

    /// <summary>Seconds that a tenant waits for one of its connections before it is told to come later.</summary>
    [Range(1, 60)]
    public int WaitSeconds { get; init; } = 5;
}
