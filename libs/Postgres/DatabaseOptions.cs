using System.ComponentModel.DataAnnotations;
using Platform.Contracts;

namespace Platform.Postgres;

/// <summary>Section <c>Database</c>. The host does not start with a value out of range.</summary>
public sealed class DatabaseOptions : IValidatableObject
{
    /// <summary>Seconds after which the server stops a tenant's statement.</summary>
    [Range(1, 3_600)]
    public int StatementTimeoutSeconds { get; init; } = 30;

    /// <summary>Seconds that a tenant waits for one of its connections before it is told to come later.</summary>
    [Range(1, 60)]
    public int WaitSeconds { get; init; } = 5;

    /// <summary>
    /// Tenants with a database of their own, and where it is, in either form of <see cref="ConnectionText"/>. Every service that keeps
    /// tables needs the same.
    /// </summary>
    public IReadOnlyDictionary<string, string> Own { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (tenant, text) in Own)
        {
            if (!TenantId.TryCreate(tenant, out var id) || id == TenantId.Operators)
                yield return new($"Database:Own:{tenant} names no tenant that may have a database of its own");
            if (!ConnectionText.IsReadable(text)) yield return new($"Database:Own:{tenant} is no address of a database");
        }
    }
}
