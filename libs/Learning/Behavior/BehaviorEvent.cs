namespace Platform.Learning.Behavior;

/// <summary>A place on Earth.</summary>
/// <param name="Latitude">Degrees, -90 to 90.</param>
/// <param name="Longitude">Degrees, -180 to 180.</param>
public readonly record struct Place(double Latitude, double Longitude)
{
    private const double EarthRadiusKm = 6_371;

    /// <summary>The shortest way over the Earth's surface.</summary>
    /// <param name="other">The other end.</param>
    /// <returns>Kilometres, 0 to 20,016 on a sphere.</returns>
    public double KilometresTo(Place other) =>
        EarthRadiusKm * GreatCircle.Angle((Latitude, Longitude), (other.Latitude, other.Longitude));
}

/// <summary>One thing that an entity did, as far as its profile is concerned. Texts are compared by letter; null is not known.</summary>
public sealed record BehaviorEvent
{
    /// <summary>When, in Unix seconds.</summary>
    public required long Time { get; init; }

    /// <summary>With whom, e.g. the address or account at the other end.</summary>
    public string? Peer { get; init; }

    /// <summary>On which machine.</summary>
    public string? Host { get; init; }

    /// <summary>With which program.</summary>
    public string? Application { get; init; }

    /// <summary>In which country or region.</summary>
    public string? Geography { get; init; }

    /// <summary>Where.</summary>
    public Place? Place { get; init; }

    /// <summary>Bytes that were moved, at least 0.</summary>
    public double? Volume { get; init; }

    /// <summary>Whether the entity got other rights by it.</summary>
    public bool ChangesPrivileges { get; init; }

    /// <summary>Whether very much was read at once, whatever the entity usually reads.</summary>
    public bool IsBulkRead { get; init; }
}
