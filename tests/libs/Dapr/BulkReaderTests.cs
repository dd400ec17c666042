using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Platform.Dapr.Tests;

public sealed class BulkReaderTests
{
    private static readonly JsonTypeInfo<Thing> thing = (JsonTypeInfo<Thing>)JsonSerializerOptions.Web.GetTypeInfo(typeof(Thing));

    public static TheoryData<string> Malformed =>
    [
        "null", "1", "\"text\"", "[]", "{}",
        """{"id":"x"}""",
        """{"id":"x","data":null}""",
        """{"id":"","data":{"size":1}}""",
        """{"id":7,"data":{"size":1}}""",
        """{"id":"x","data":{"size":"big"}}""",
        """{"id":"x","data":[]}""",
        """{"id":"x","time":"yesterday","data":{"size":1}}""",
        """{"id":"x","tenantid":{},"data":{"size":1}}""",
        """{"id":"x","data_base64":"AAAA"}""",
        $$$"""{"id":"x","data":{"deep":{{{new string('[', 10_000)}}}{{{new string(']', 10_000)}}} } }""",
        """{"id":"\uD800","data":{"size":1}}""",
    ];

    [Theory, MemberData(nameof(Malformed))]
    public void A_malformed_event_spoils_only_itself(string bad)
    {
        var delivery = Read(
            $$"""{"id":"d","topic":"t","entries":[{{Entry("1", Good)}},{{Entry("2", bad)}},{{Entry("3", Good)}}],"metadata":null}""");

        Assert.Equal(["1", "3"], delivery.Entries.Select(entry => entry.EntryId));
        Assert.Equal(["2"], delivery.Malformed);
    }

    [Fact]
    public void Invalid_utf8_spoils_only_its_event()
    {
        var text = $$"""{"entries":[{{Entry("1", Good)}},{{Entry("2", Good.Replace("kept", "k#pt", StringComparison.Ordinal))}}]}""";
        var bytes = Encoding.UTF8.GetBytes(text);
        bytes[text.IndexOf('#', StringComparison.Ordinal)] = 0xFF;

        Assert.Equal(["2"], BulkReader.Read(bytes, thing).Malformed);
    }

    [Fact]
    public void The_order_of_an_entrys_properties_does_not_matter()
    {
        var delivery = Read($$"""{"entries":[{"event":{{Good}},"metadata":{"a":"b"},"contentType":"x","entryId":"9"}]}""");

        var entry = Assert.Single(delivery.Entries);
        Assert.Equal(("9", "kept", "demo", 1), (entry.EntryId, entry.Event.Id, entry.Event.TenantId, entry.Event.Data.Size));
        Assert.Equal(new(2026, 5, 4, 0, 0, 0, TimeSpan.Zero), entry.Event.Time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"entries\":[")]
    [InlineData("{\"entries\":[{\"entryId\":\"1\",\"event\":{]}")]
    public void What_is_no_json_at_all_is_refused_as_a_whole(string body) => Assert.Throws<BadHttpRequestException>(() => Read(body));

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"entries\":[]}")]
    [InlineData("{\"entries\":null}")]
    [InlineData("{\"entries\":[1,[2]]}")]
    public void A_delivery_without_entries_is_empty(string body) => Assert.Empty(Read(body).Entries);

    [Fact]
    public void Publishing_allocates_nothing_per_event_beyond_the_batch()
    {
        var events = Enumerable.Range(0, 1000)
            .Select(i => new CloudEvent<Thing>($"id-{i}", "s", "t", DateTimeOffset.UnixEpoch, new(i)) { TenantId = "demo" }).ToList();
        Write(events);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Write(events);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
    }

    private const string Good =
        """{"specversion":"1.0","id":"kept","tenantid":"demo","time":"2026-05-04T00:00:00Z","x":[{}],"data":{"size":1}}""";

    private static void Write(List<CloudEvent<Thing>> events)
    {
        using var body = new PooledBody(events.Count * 512);
        BulkBody.Write(body, events, thing);
    }

    private static string Entry(string id, string e) =>
        $$"""{"entryId":"{{id}}","event":{{e}},"contentType":"application/cloudevents+json"}""";

    private static ParsedDelivery<Thing> Read(string body) => BulkReader.Read(Encoding.UTF8.GetBytes(body), thing);

    internal sealed record Thing(int Size);
}
