using System.Buffers;
using System.Text;
using System.Text.Json;
using Platform.Contracts;

namespace Platform.Hosting;

/// <summary>An audit event and whose it is: a line of a spool file, <c>tenant JSON</c>.</summary>
/// <param name="Tenant">Whose log.</param>
/// <param name="Event">What happened.</param>
internal readonly record struct SpoolLine(TenantId Tenant, AuditEvent Event)
{
    private const byte Separator = (byte)' ';
    private const byte End = (byte)'\n';

    /// <summary>The bytes, the end of line included. JSON has no line break of its own.</summary>
    public ReadOnlyMemory<byte> Encode()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        Encoding.UTF8.GetBytes(Tenant.ToString(), buffer);
        buffer.Write([Separator]);
        using (var json = new Utf8JsonWriter(buffer)) JsonSerializer.Serialize(json, Event, ContractsJson.Default.AuditEvent);
        buffer.Write([End]);
        return buffer.WrittenMemory;
    }

    /// <summary>The events of a file, and how many lines of it are none: torn by a kill or a full disk.</summary>
    public static (IReadOnlyList<SpoolLine> Lines, int Torn) Decode(ReadOnlySpan<byte> file)
    {
        var (lines, torn) = (new List<SpoolLine>(), 0);
        while (file.IndexOf(End) is >= 0 and var end)
        {
            if (Line(file[..end]) is { } line) lines.Add(line);
            else torn++;
            file = file[(end + 1)..];
        }

        return (lines, file.IsEmpty ? torn : torn + 1);
    }

    private static SpoolLine? Line(ReadOnlySpan<byte> bytes)
    {
        var at = bytes.IndexOf(Separator);
        if (at < 0 || !TenantId.TryCreate(Encoding.UTF8.GetString(bytes[..at]), out var tenant)) return null;

        try
        {
            return JsonSerializer.Deserialize(bytes[(at + 1)..], ContractsJson.Default.AuditEvent) is { } e ? new(tenant, e) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
