using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;

namespace Platform.Alerts.Tests;

public sealed class LiveAlertsTests(AlertsFixture fixture)
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private readonly string tenant = fixture.NewTenant();

    [Fact]
    public async Task Stream_begins_now_and_carries_every_alert_with_its_position()
    {
        await Publish("d-0", "card-0");
        await using var stream = await OpenAsync("/alerts/live?lastEventId=0");
        Assert.Equal([1], await stream.TakeAsync(1));
        await using var fresh = await OpenAsync("/alerts/live");

        await Publish("d-1", "card-1");
        await Publish("d-2", "card-2");

        Assert.Equal([2, 3], await fresh.TakeAsync(2));
        Assert.Equal([2, 3], await stream.TakeAsync(2));
    }

    [Fact]
    public async Task Resume_goes_on_after_the_last_position_without_gaps_or_doubles()
    {
        await using (var first = await OpenAsync("/alerts/live?lastEventId=0"))
        {
            await Publish("d-1", "card-1");
            await Publish("d-2", "card-2");
            Assert.Equal([1, 2], await first.TakeAsync(2));
        }

        await Publish("d-3", "card-3");
        await Publish("d-4", "card-4");

        await using var resumed = await OpenAsync("/alerts/live", lastEventId: "2");
        Assert.Equal([3, 4], await resumed.TakeAsync(2));
    }

    [Fact]
    public async Task Writers_at_once_leave_no_gap_for_a_reader()
    {
        await using var stream = await OpenAsync("/alerts/live?lastEventId=0");

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Publish($"d-{i}", $"card-{i}")));

        Assert.Equal(Enumerable.Range(1, 40).Select(i => (long)i), await stream.TakeAsync(40));
    }

    [Fact]
    public async Task Bad_position_is_a_problem()
    {
        using var client = fixture.Service.Client(tenant: tenant);
        using var response = await client.GetAsync("/alerts/live?lastEventId=abc", None);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Silent_stream_says_that_it_is_there()
    {
        using var client = fixture.Service.Client(tenant: tenant);
        await using var body = await client.GetStreamAsync("/alerts/live", None);
        using var reader = new StreamReader(body);

        string? line;
        do
        {
            line = await reader.ReadLineAsync(None);
        }
        while (line is not ":");
    }

    private Task Publish(string id, string account) =>
        AlertsFixture.PublishAsync(fixture.Service, tenant, Decisions.Of(id, account: account));

    private async Task<Reader> OpenAsync(string path, string? lastEventId = null)
    {
        var client = fixture.Service.Client(tenant: tenant);
        if (lastEventId is not null)
        {
            client.DefaultRequestHeaders.Add("Last-Event-ID", lastEventId);
        }

        var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, None);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new(client, await response.Content.ReadAsStreamAsync(None));
    }

    private sealed class Reader(HttpClient client, Stream body) : IAsyncDisposable
    {
        private readonly IAsyncEnumerator<SseItem<string>> items = SseParser.Create(body).EnumerateAsync(None).GetAsyncEnumerator(None);

        public async Task<List<long>> TakeAsync(int count)
        {
            var positions = new List<long>();
            while (positions.Count < count && await items.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), None))
            {
                Assert.Equal("alert", items.Current.EventType);
                Assert.Contains("\"sequence\":", items.Current.Data, StringComparison.Ordinal);
                positions.Add(long.Parse(items.Current.EventId!, CultureInfo.InvariantCulture));
            }

            return positions;
        }

        public ValueTask DisposeAsync()
        {
            client.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
