using Platform.Contracts;
using Platform.Learning.Behavior;

namespace Platform.Risk.Security;

/// <summary>An event as the behaviour of one of those whom it names.</summary>
/// <param name="Event">The event.</param>
/// <param name="Entity">Whose behaviour.</param>
/// <param name="Behavior">What its profile takes from the event.</param>
internal sealed record BehaviorSubject(SecurityEvent Event, SecurityEntity Entity, BehaviorEvent Behavior)
{
    private const double BulkBytes = 1e9;
    private const double BulkRecords = 10_000;
    private static readonly string[] Changes =
        ["privilege-change", "role-assigned", "added-to-group", "user-added-to-group", "permission-granted", "sudo", "elevated"];

    private static readonly string[] Reads = ["read", "download", "export", "select", "get", "list", "copy", "dump"];

    public string Key => $"{Entity.Kind}|{Entity.Id}";

    /// <summary>Those like it: of the same kind, and of the same group where the event names one.</summary>
    public string GroupKey => $"group|{Entity.Kind}|{ThreatText.Fit(Event.Text("user.group", "peer.group"))?.Replace('\0', ' ')}";

    /// <summary>An event as behaviour: of the user, of the service account, and of the host, as far as it names them.</summary>
    public static IEnumerable<BehaviorSubject> Of(SecurityEvent e)
    {
        if (e.User is not null) yield return new(e, new("user", e.User), BehaviorOf(e, e.Host));
        if (e.ServiceAccount is not null) yield return new(e, new("serviceAccount", e.ServiceAccount), BehaviorOf(e, e.Host));
        // A host is always on itself; who works on it is what can be unusual.
        if (e.Host is not null) yield return new(e, new("host", e.Host), BehaviorOf(e, e.User ?? e.ServiceAccount));
    }

    private static BehaviorEvent BehaviorOf(SecurityEvent e, string? host)
    {
        var (action, volume) = (e.Text("event.action")?.ToLowerInvariant(), e.Amount("network.bytes", "source.bytes", "file.size"));
        return new()
        {
            Time = e.Time.ToUnixTimeSeconds(),
            Host = host,
            Peer = e.Text("destination.user.name", "destination.domain", "destination.ip"),
            Application = e.Text("process.name", "service.name", "application.name", "process.executable", "Image"),
            Geography = e.Text("source.geo.country_iso_code", "source.geo.country_name"),
            Place = PlaceOf(e),
            Volume = volume,
            ChangesPrivileges = Changes.Contains(action),
            IsBulkRead = Reads.Contains(action) && (volume >= BulkBytes || e.Amount("data.records") >= BulkRecords),
        };
    }

    private static Place? PlaceOf(SecurityEvent e) =>
        e.Number("source.geo.location.lat") is >= -90 and <= 90 and var latitude
        && e.Number("source.geo.location.lon") is >= -180 and <= 180 and var longitude
            ? new Place(latitude, longitude)
            : null;
}
