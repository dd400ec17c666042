using System.ComponentModel.DataAnnotations;

namespace Platform.Models;

/// <summary>Section <c>Models</c>. The host does not start with a value out of range.</summary>
internal sealed class ModelsOptions
{
    /// <summary>Labels in one delivery of their topic.</summary>
    [Range(1, 1_000)]
    public int DeliverySize { get; init; } = 500;

    /// <summary>Milliseconds the sidecar waits to fill a delivery.</summary>
    [Range(1, 10_000)]
    public int DeliveryWaitMs { get; init; } = 50;

    /// <summary>Seconds after which scoring is told again what it could not be told of.</summary>
    [Range(1, 3_600)]
    public int TellAgainSeconds { get; init; } = 10;
}
