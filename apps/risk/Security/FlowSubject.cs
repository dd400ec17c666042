using System.Globalization;
using Platform.Contracts;
using Platform.Learning.Network;

namespace Platform.Risk.Security;

/// <summary>An event as a flow of its source.</summary>
/// <param name="Event">The event.</param>
/// <param name="Source">Who opened the connection.</param>
/// <param name="Flow">The connection.</param>
internal sealed record FlowSubject(SecurityEvent Event, SecurityEntity Source, Flow Flow)
{
    private const int LongestName = 256;
    private const double NanosecondsPerMs = 1e6;

    // States of a connection in Zeek's words, and NSL-KDD's, that mean nobody answered or somebody refused.
    private static readonly string[] Failed = ["S0", "REJ", "RSTO", "RSTR", "RSTOS0", "RSTRH", "SH", "SHR"];
    private static readonly string[] Refused = ["deny", "denied", "drop", "dropped", "block", "blocked", "reject", "rejected"];

    public string Key => $"{Source.Kind}|{Source.Id}";

    /// <summary>A flow; null for an event that is none or does not say from where to where.</summary>
    public static FlowSubject? Of(SecurityEvent e)
    {
        var destination = e.Text("destination.ip", "destination.domain", "DestinationIp", "dst_ip");
        if (e.Kind is not SecurityEventKind.Network || destination is null || SourceOf(e) is not { } source) return null;

        var port = PortOf(e);
        var flags = e.Text("network.connection_state", "network.flags", "conn_state") ?? "";
        return new(e, source, new()
        {
            Time = e.Time.ToUnixTimeSeconds(),
            Destination = destination,
            Port = port,
            Protocol = e.Text("network.transport", "Protocol") ?? "",
            Service = e.Text("network.protocol", "service.name") ?? port.ToString(CultureInfo.InvariantCulture),
            Flags = flags,
            IsFailed = Failed.Contains(flags) || e.Text("event.outcome") is "failure" || Refused.Contains(e.Text("event.action", "action")),
            BytesOut = e.Amount("source.bytes") ?? double.NaN,
            BytesIn = e.Amount("destination.bytes") ?? double.NaN,
            Packets = e.Amount("source.packets") ?? double.NaN,
            DurationMs = e.Amount("event.duration") / NanosecondsPerMs ?? double.NaN,
        });
    }

    private static int PortOf(SecurityEvent e) =>
        e.Number("destination.port", "DestinationPort", "dst_port") is >= 0 and <= ushort.MaxValue and var port ? (int)port : 0;

    private static SecurityEntity? SourceOf(SecurityEvent e) =>
        (e.Ip ?? e.Text("source.ip", "SourceIp", "src_ip")) is { Length: <= LongestName } ip && !ip.Contains('\0', StringComparison.Ordinal)
            ? new("ip", ip)
            : e.Host is { } host ? new("host", host) : null;
}
