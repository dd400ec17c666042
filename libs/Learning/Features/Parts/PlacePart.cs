namespace Platform.Learning.Features.Parts;

/// <summary>Where an entity was last.</summary>
internal sealed class PlacePlan(int condition, int latitude, int longitude) : PartPlan(condition)
{
    public int Latitude { get; } = latitude;

    public int Longitude { get; } = longitude;

    public override int MostBytes => 48;

    public override Part Create() => new PlacePart(this);

    public override string Layout => $"place {Latitude} {Longitude}";
}

/// <summary>The place and time of the latest event that had a place.</summary>
internal sealed class PlacePart(PlacePlan plan) : Part
{
    private const double EarthKilometres = 6_371.0088;
    // Two events within a minute in neighbouring streets are no supersonic flight.
    private const double LeastSeconds = 60;
    private double latitude = double.NaN;
    private double longitude = double.NaN;
    private uint at;

    /// <summary>Kilometres an hour from there to here along a great circle; NaN without two places.</summary>
    public double Velocity(in FeatureEvent e)
    {
        var (lat, lon) = (e.Number(plan.Latitude), e.Number(plan.Longitude));
        if (!IsPlace(lat, lon) || double.IsNaN(latitude)) return double.NaN;

        var kilometres = EarthKilometres * GreatCircle.Angle((latitude, longitude), (lat, lon));
        return kilometres * Quantity.Hour / Math.Max(LeastSeconds, Math.Abs(e.Time - at));
    }

    public override void Observe(in FeatureEvent e)
    {
        var (lat, lon) = (e.Number(plan.Latitude), e.Number(plan.Longitude));
        if (IsPlace(lat, lon) && (e.Time >= at || double.IsNaN(latitude))) (latitude, longitude, at) = (lat, lon, (uint)e.Time);
    }

    public override void Merge(Part other)
    {
        var theirs = (PlacePart)other;
        if (!double.IsNaN(theirs.latitude) && (double.IsNaN(latitude) || theirs.at > at))
            (latitude, longitude, at) = (theirs.latitude, theirs.longitude, theirs.at);
    }

    public override void Write(PackedWriter writer)
    {
        writer.WriteDouble(latitude);
        writer.WriteDouble(longitude);
        writer.WriteNatural(at);
    }

    public override void Load(ref PackedReader reader)
    {
        (latitude, longitude, at) = (reader.ReadDouble(), reader.ReadDouble(), reader.ReadTime());
        if (!double.IsNaN(latitude) && !IsPlace(latitude, longitude)) throw new FormatException("A place is not on the globe.");
    }

    private static bool IsPlace(double lat, double lon) => lat is >= -90 and <= 90 && lon is >= -180 and <= 180;
}
