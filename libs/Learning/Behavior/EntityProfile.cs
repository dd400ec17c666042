using System.Buffers;

namespace Platform.Learning.Behavior;

/// <summary>What one entity usually does, or a group of entities when the events of all of them are added to one profile.</summary>
/// <remarks>
/// Hours of the week, the 16 most frequent peers, hosts, applications and geographies, and volumes. Each event's weight halves every
/// <see cref="HalfLifeDays"/> days, so what stopped is forgotten. At most <see cref="MostBytes"/> bytes however many events there are;
/// O(1) per event. Not safe for several threads. Our own; surprise as in Shannon, "A Mathematical Theory of Communication", 1948.
/// </remarks>
public sealed class EntityProfile
{
    /// <summary>Days in which what was seen loses half of its weight.</summary>
    public const int HalfLifeDays = 30;

    /// <summary>The most bytes that <see cref="ToBytes"/> gives.</summary>
    public const int MostBytes = 2_048;

    private const double HalfLifeSeconds = HalfLifeDays * 86_400d;
    private const byte Version = 1;
    private VolumeProfile volumes;
    private long at;

    /// <summary>Events that were added, up to 2^31 - 1; it does not fade.</summary>
    public int Events { get; private set; }

    /// <summary>The time of the latest event in Unix seconds; null before the first.</summary>
    public long? LastSeen => Events > 0 ? at : null;

    internal WeekHours Hours { get; private init; } = new();

    internal TopCounts Peers { get; private init; } = new();

    internal TopCounts Hosts { get; private init; } = new();

    internal TopCounts Applications { get; private init; } = new();

    internal TopCounts Geographies { get; private init; } = new();

    internal VolumeProfile Volumes => volumes;

    internal Place? LastPlace { get; private set; }

    internal long LastPlaceAt { get; private set; }

    internal long? PrivilegesChangedAt { get; private set; }

    /// <summary>Takes an event in; a late one counts as much as it would by now if it had come in time.</summary>
    /// <param name="e">The event.</param>
    public void Add(BehaviorEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        var weight = Events == 0 ? 1 : Advance(e.Time);
        at = Events == 0 ? e.Time : Math.Max(at, e.Time);
        Events = Events == int.MaxValue ? Events : Events + 1;

        Hours.Add(WeekHours.HourOf(e.Time), weight);
        AddName(Peers, e.Peer, weight);
        AddName(Hosts, e.Host, weight);
        AddName(Applications, e.Application, weight);
        AddName(Geographies, e.Geography, weight);
        if (e.Volume is { } volume) volumes.Add(volume, weight);
        if (e.Place is { } place && (LastPlace is null || e.Time >= LastPlaceAt)) (LastPlace, LastPlaceAt) = (place, e.Time);
        if (e.ChangesPrivileges) PrivilegesChangedAt = Math.Max(PrivilegesChangedAt ?? e.Time, e.Time);
    }

    /// <summary>Writes the profile as bytes.</summary>
    /// <returns>At most <see cref="MostBytes"/> bytes.</returns>
    public byte[] ToBytes()
    {
        var bytes = new ArrayBufferWriter<byte>(MostBytes);
        var writer = new PackedWriter(bytes);
        writer.WriteNatural(Version);
        writer.WriteNatural((ulong)Events);
        writer.WriteInteger(at);
        Hours.Write(writer);
        foreach (var names in (TopCounts[])[Peers, Hosts, Applications, Geographies]) names.Write(writer);
        volumes.Write(writer);
        writer.WriteNatural(LastPlace is null ? 0u : 1u);
        writer.WriteFloat((float)(LastPlace?.Latitude ?? 0));
        writer.WriteFloat((float)(LastPlace?.Longitude ?? 0));
        writer.WriteInteger(LastPlaceAt);
        writer.WriteNatural(PrivilegesChangedAt is null ? 0u : 1u);
        writer.WriteInteger(PrivilegesChangedAt ?? 0);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <param name="bytes">The bytes, not trusted.</param>
    /// <returns>A profile that judges as the written one did.</returns>
    /// <exception cref="FormatException">The bytes are damaged, or of another version.</exception>
    public static EntityProfile FromBytes(ReadOnlySpan<byte> bytes)
    {
        var reader = new PackedReader(bytes);
        if (reader.ReadNatural() != Version) throw new FormatException("The profile is of another version.");

        var (events, at) = (reader.ReadCount(int.MaxValue), reader.ReadInteger());
        var profile = new EntityProfile
        {
            Events = events,
            at = at,
            Hours = WeekHours.Load(ref reader),
            Peers = TopCounts.Load(ref reader),
            Hosts = TopCounts.Load(ref reader),
            Applications = TopCounts.Load(ref reader),
            Geographies = TopCounts.Load(ref reader),
            volumes = VolumeProfile.Load(ref reader),
        };
        profile.LoadRest(ref reader);
        return reader.AtEnd ? profile : throw new FormatException("Bytes are left over.");
    }

    private void LoadRest(ref PackedReader reader)
    {
        var (hasPlace, place) = (reader.ReadCount(1) == 1, new Place(reader.ReadFloat(), reader.ReadFloat()));
        (LastPlace, LastPlaceAt) = (hasPlace ? place : null, reader.ReadInteger());
        var (hasChange, change) = (reader.ReadCount(1) == 1, reader.ReadInteger());
        PrivilegesChangedAt = hasChange ? change : null;
    }

    // Lets everything fade up to a later event; gives the weight of an earlier one.
    private double Advance(long time)
    {
        var factor = double.Exp2(-Math.Abs((double)time - at) / HalfLifeSeconds);
        if (time <= at) return factor;

        Hours.Fade(factor);
        foreach (var names in (TopCounts[])[Peers, Hosts, Applications, Geographies]) names.Fade(factor);
        volumes.Fade(factor);
        return 1;
    }

    private static void AddName(TopCounts names, string? name, double weight)
    {
        if (name is not null) names.Add(TextHash.Of(name), weight);
    }
}
