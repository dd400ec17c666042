using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Platform.Contracts;

namespace Platform.AuditLog;

/// <summary>
/// The canonical bytes of an entry: JSON without white space, fields in one order, those that are absent left out, names of personal
/// fields sorted. They are kept and exported as they were hashed, so nobody needs to make them again to verify.
/// </summary>
public static class EntryContent
{
    private static ReadOnlySpan<byte> Head => "{\"sequence\":"u8;

    private static ReadOnlySpan<byte> Tenant => ",\"tenant\":\""u8;

    /// <summary>Writes the canonical bytes of an entry.</summary>
    /// <param name="output">Takes the bytes.</param>
    /// <param name="sequence">Its position in the tenant's log, from 1.</param>
    /// <param name="tenant">Whose log.</param>
    /// <param name="e">What happened; personal fields as they shall be kept.</param>
    public static void Write(IBufferWriter<byte> output, long sequence, TenantId tenant, AuditEvent e)
    {
        using var json = new Utf8JsonWriter(output, new() { SkipValidation = true });
        json.WriteStartObject();
        json.WriteNumber("sequence"u8, sequence);
        json.WriteString("tenant"u8, tenant.ToString());
        json.WriteString("id"u8, e.Id);
        json.WriteString("time"u8, e.Time.ToUniversalTime());
        json.WriteString("actor"u8, e.Actor);
        json.WriteString("actorKind"u8, NameOf(e.ActorKind));
        json.WriteString("action"u8, e.Action);
        json.WriteString("objectType"u8, e.ObjectType);
        Optional(json, "objectId"u8, e.ObjectId);
        json.WriteString("result"u8, NameOf(e.Result));
        Optional(json, "before"u8, e.Before);
        Optional(json, "after"u8, e.After);
        Optional(json, "traceId"u8, e.TraceId);
        Optional(json, "subject"u8, e.Subject);
        if (e.Personal is { Count: > 0 } fields) WritePersonal(json, fields);
        json.WriteEndObject();
    }

    /// <summary>Reads what happened.</summary>
    /// <param name="content">Canonical bytes.</param>
    /// <returns>The event; personal fields as they were kept.</returns>
    /// <exception cref="JsonException">These are no canonical bytes.</exception>
    public static AuditEvent Read(ReadOnlySpan<byte> content) =>
        JsonSerializer.Deserialize(content, ContractsJson.Default.AuditEvent) ?? throw new JsonException("The entry is null.");

    /// <summary>Reads the position of an entry of a tenant without reading the rest.</summary>
    /// <param name="content">Canonical bytes, or anything else.</param>
    /// <param name="tenant">Whose log it must be of, as UTF-8.</param>
    /// <param name="sequence">The position.</param>
    /// <returns>False when it does not begin like an entry of this tenant.</returns>
    public static bool TryReadSequence(ReadOnlySpan<byte> content, ReadOnlySpan<byte> tenant, out long sequence)
    {
        sequence = 0;
        if (!content.StartsWith(Head)) return false;

        content = content[Head.Length..];
        if (content is not [>= (byte)'1' and <= (byte)'9', ..] || !Utf8Parser.TryParse(content, out sequence, out var digits)) return false;

        content = content[digits..];
        return content.StartsWith(Tenant) && content[Tenant.Length..] is var rest && rest.StartsWith(tenant)
            && rest[tenant.Length..].StartsWith("\","u8) && content[^1] is (byte)'}';
    }

    private static void WritePersonal(Utf8JsonWriter json, IReadOnlyDictionary<string, string?> fields)
    {
        json.WriteStartObject("personal"u8);
        foreach (var (name, value) in fields.OrderBy(field => field.Key, StringComparer.Ordinal)) json.WriteString(name, value);

        json.WriteEndObject();
    }

    private static void Optional(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }

    private static ReadOnlySpan<byte> NameOf(ActorKind kind) => kind switch
    {
        ActorKind.User => "user"u8,
        ActorKind.Service => "service"u8,
        _ => "anonymous"u8,
    };

    private static ReadOnlySpan<byte> NameOf(AuditResult result) => result switch
    {
        AuditResult.Allowed => "allowed"u8,
        AuditResult.Denied => "denied"u8,
        _ => "failed"u8,
    };
}
