using System.Buffers;
using System.Text;
using Platform.Contracts;

namespace Platform.AuditLog.Tests;

public sealed class EntryContentTests
{
    private static readonly AuditEvent full = Export.Event(3) with
    {
        Before = new('b', 64),
        After = new('c', 64),
        Subject = "p-1",
        Personal = new Dictionary<string, string?> { ["name"] = "x", ["email"] = "y" },
    };

    // Everything signed so far hangs on these bytes: another form would be another log.
    [Fact]
    public void Canonical_bytes_stay_what_they_are() => Assert.Equal(
        """{"sequence":3,"tenant":"demo","id":"e-3","time":"2026-01-31T12:00:03+00:00","actor":"user-3","actorKind":"us"""
        + """er","action":"POST /imports","objectType":"imports","objectId":"\u00E9-3","result":"allowed"""
        + $"\",\"before\":\"{new string('b', 64)}\",\"after\":\"{new string('c', 64)}\",\"traceId\":\"{new string('a', 32)}\","
        + "\"subject\":\"p-1\",\"personal\":{\"email\":\"y\",\"name\":\"x\"}}",
        Encoding.UTF8.GetString(Write(full)));

    [Fact]
    public void Content_is_read_as_it_was_written()
    {
        var read = EntryContent.Read(Write(full));

        Assert.Equal(full with { Personal = null }, read with { Personal = null });
        Assert.Equal(full.Personal!.OrderBy(field => field.Key), read.Personal!.OrderBy(field => field.Key));
    }

    [Theory]
    [InlineData("demo", true)]
    [InlineData("dem", false)]
    [InlineData("rival", false)]
    public void Position_is_read_only_for_the_tenant_of_the_log(string tenant, bool expected)
    {
        Assert.Equal(expected, EntryContent.TryReadSequence(Write(full), Encoding.UTF8.GetBytes(tenant), out var sequence));
        Assert.Equal(3, sequence);
    }

    private static byte[] Write(AuditEvent e)
    {
        var output = new ArrayBufferWriter<byte>();
        EntryContent.Write(output, 3, new("demo"), e);
        return output.WrittenSpan.ToArray();
    }
}
