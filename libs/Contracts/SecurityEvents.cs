using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>What kind of thing happened; it says which rules and detectors look at the event.</summary>
[JsonConverter(typeof(EnumByName<SecurityEventKind>))]
public enum SecurityEventKind
{
    /// <summary>A process began.</summary>
    [JsonStringEnumMemberName("process")] Process,

    /// <summary>A connection or flow.</summary>
    [JsonStringEnumMemberName("network")] Network,

    /// <summary>A name was asked for.</summary>
    [JsonStringEnumMemberName("dns")] Dns,

    /// <summary>A request to a web server or through a proxy.</summary>
    [JsonStringEnumMemberName("web")] Web,

    /// <summary>A call to a cloud's own API.</summary>
    [JsonStringEnumMemberName("cloud")] Cloud,

    /// <summary>Somebody signed in, tried to, or got other rights.</summary>
    [JsonStringEnumMemberName("authentication")] Authentication,

    /// <summary>A file was read, written or removed.</summary>
    [JsonStringEnumMemberName("file")] File,

    /// <summary>A line of an audit log.</summary>
    [JsonStringEnumMemberName("audit")] Audit,

    /// <summary>Anything else.</summary>
    [JsonStringEnumMemberName("other")] Other,
}

/// <summary>Which log an event is from, in Sigma's words; each part up to 64 letters, digits and <c>. _ : -</c>, or absent.</summary>
/// <param name="Product">E.g. windows, linux, aws.</param>
/// <param name="Category">E.g. process_creation.</param>
/// <param name="Service">E.g. sysmon, sshd, cloudtrail.</param>
public sealed record SecuritySource(string? Product = null, string? Category = null, string? Service = null);

/// <summary>Something that a tenant's systems saw. Topic <c>security-events</c>; partition key <c>{tenant}|{entity}</c>.</summary>
public sealed record SecurityEvent
{
    /// <summary>Chosen by the sender, stable across retries: the idempotency key. 1-64 of letters, digits and <c>. _ : -</c></summary>
    public required string Id { get; init; }

    /// <summary>When it happened, by the sender's clock; years 2000 to 2100.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What kind of thing happened.</summary>
    public required SecurityEventKind Kind { get; init; }

    /// <summary>Which log it is from; null when not known, and then only rules for any log of its kind look at it.</summary>
    public SecuritySource? Source { get; init; }

    /// <summary>The person who did it, when known; 1 to 256 printable characters.</summary>
    public string? User { get; init; }

    /// <summary>The machine on which it was done, when known; 1 to 256 printable characters.</summary>
    public string? Host { get; init; }

    /// <summary>The address it came from, when known; IPv4 or IPv6.</summary>
    public string? Ip { get; init; }

    /// <summary>The account of a program that did it, when known; 1 to 256 printable characters.</summary>
    public string? ServiceAccount { get; init; }

    /// <summary>
    /// Everything else, by name (Sigma's or ECS's): at most 128 fields with names of 1 to 128 printable characters. A value is a text of at
    /// most 8,192 characters, a number, true, false, null, or an array of at most 64 of those.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement>? Fields { get; init; }
}

/// <summary>Events that are looked at now.</summary>
/// <param name="Events">1 to 1,000 events.</param>
public sealed record SecurityEventBatch(IReadOnlyList<SecurityEvent> Events);
