namespace Platform.Learning;

/// <summary>Distances over a sphere.</summary>
internal static class GreatCircle
{
    /// <summary>The angle between two places as seen from the middle of the sphere; times its radius, the shortest way over it.</summary>
    /// <returns>Radians, 0 to π; all places are in degrees.</returns>
    /// <remarks>Source: haversine formula, Sinnott, "Virtues of the haversine", Sky and Telescope 68, 1984.</remarks>
    public static double Angle((double Latitude, double Longitude) from, (double Latitude, double Longitude) to)
    {
        var up = Math.Sin(Radians(to.Latitude - from.Latitude) / 2);
        var along = Math.Sin(Radians(to.Longitude - from.Longitude) / 2);
        var a = up * up + Math.Cos(Radians(to.Latitude)) * Math.Cos(Radians(from.Latitude)) * along * along;
        return 2 * Math.Asin(Math.Min(1, Math.Sqrt(a)));
    }

    private static double Radians(double degrees) => degrees * (Math.PI / 180);
}
