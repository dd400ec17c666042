using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Platform.Local.Tests.Delivery;

namespace Platform.Local.Tests.State;

/// <summary>The state API over HTTP (behaviours 1–14) and the outbox.</summary>
public sealed class StateApiTests : IAsyncLifetime
{
    private readonly ManualTime time = new();
    private LocalHost? host;
    private HttpClient? http;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        host = await LocalHost.StartAsync(
            new LocalHostOptions
            {
                Apps = [new LocalApp("a"), new LocalApp("b"), new LocalApp("outside")],
                Resources = [Store("s", "appid"), Store("shared", "name"), Store("announced", "appid", Outbox), DeliveryHost.PubSub],
                Time = time,
            },
            Ct);
        http = new HttpClient();
    }

    public async ValueTask DisposeAsync()
    {
        http?.Dispose();
        if (host is not null) await host.DisposeAsync();
    }

    [Fact]
    public async Task A_missing_key_is_204()
    {
        var (status, body, _) = await SendAsync("a", HttpMethod.Get, "/v1.0/state/s/k");

        Assert.Equal((HttpStatusCode.NoContent, ""), (status, body));
    }

    [Fact]
    public async Task A_value_comes_back_as_it_was_sent_with_its_version()
    {
        await SaveAsync("s", """[{"key":"k","value":{"b":1, "a":12345678901234567890}}]""");

        var (status, body, headers) = await SendAsync("a", HttpMethod.Get, "/v1.0/state/s/k");

        Assert.Equal((HttpStatusCode.OK, """{"b":1, "a":12345678901234567890}"""), (status, body));
        Assert.NotEmpty(headers["ETag"]);
        Assert.Equal("application/json", headers["Content-Type"]);
        Assert.Equal("""{"b":1, "a":12345678901234567890}""", Encoding.UTF8.GetString(host!.Stored("s")["a||k"].Span));
    }

    [Fact]
    public async Task A_stale_version_is_409_on_save_and_on_delete()
    {
        await SaveAsync("s", """[{"key":"k","value":1}]""");

        await ExpectAsync("/v1.0/state/s", """[{"key":"k","value":2,"etag":"old"}]""", HttpStatusCode.Conflict, "ERR_STATE_SAVE");
        var (status, body, _) = await SendAsync("a", HttpMethod.Delete, "/v1.0/state/s/k", etag: "old");

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("ERR_STATE_DELETE", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_right_version_deletes()
    {
        await SaveAsync("s", """[{"key":"k","value":1}]""");
        var (_, _, headers) = await SendAsync("a", HttpMethod.Get, "/v1.0/state/s/k");

        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync("a", HttpMethod.Delete, "/v1.0/state/s/k", etag: headers["ETag"])).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync("a", HttpMethod.Delete, "/v1.0/state/s/k")).Status);
        Assert.Empty(host!.Stored("s"));
    }

    [Fact]
    public async Task First_write_is_for_absent_keys()
    {
        const string item = """[{"key":"k","value":1,"options":{"concurrency":"first-write"}}]""";
        await SaveAsync("s", item);

        await ExpectAsync("/v1.0/state/s", item, HttpStatusCode.Conflict, "ERR_STATE_SAVE");
    }

    [Fact]
    public async Task A_value_expires_unless_a_later_write_says_never()
    {
        await SaveAsync("s", """[{"key":"x","value":1,"metadata":{"ttlInSeconds":"1"}}]""");
        await SaveAsync("s", """[{"key":"y","value":1,"metadata":{"ttlInSeconds":"1"}}]""");
        var (_, _, headers) = await SendAsync("a", HttpMethod.Get, "/v1.0/state/s/x");
        Assert.Equal("2026-01-01T00:00:01Z", headers["metadata.ttlExpireTime"]);
        await SaveAsync("s", """[{"key":"y","value":1,"metadata":{"ttlInSeconds":"-1"}}]""");

        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync("a", HttpMethod.Get, "/v1.0/state/s/x")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("a", HttpMethod.Get, "/v1.0/state/s/y")).Status);
    }

    [Fact]
    public async Task Bulk_get_lists_missing_keys_by_name_only()
    {
        await SaveAsync("s", """[{"key":"k","value":{"a":1}}]""");

        var (_, body, _) = await SendAsync("a", HttpMethod.Post, "/v1.0/state/s/bulk", """{"keys":["k","missing"],"parallelism":2}""");
        var entries = JsonDocument.Parse(body).RootElement;

        Assert.Equal("""{"a":1}""", entries[0].GetProperty("data").GetRawText());
        Assert.Equal("""{"key":"missing"}""", entries[1].GetRawText());
        Assert.Equal("[]", (await SendAsync("a", HttpMethod.Post, "/v1.0/state/s/bulk", """{"keys":[]}""")).Body);
    }

    [Fact]
    public async Task A_transaction_applies_all_or_nothing()
    {
        await SaveAsync("s", """[{"key":"old","value":1}]""");

        await ExpectAsync(
            "/v1.0/state/s/transaction",
            """
            {"operations":[
              {"operation":"upsert","request":{"key":"n","value":1}},{"operation":"delete","request":{"key":"old","etag":"wrong"}}]}
            """,
            HttpStatusCode.InternalServerError, "ERR_STATE_TRANSACTION");
        Assert.Equal(["a||old"], host!.Stored("s").Keys);

        await SendAsync(
            "a", HttpMethod.Post, "/v1.0/state/s/transaction",
            """{"operations":[{"operation":"upsert","request":{"key":"n","value":1}},{"operation":"delete","request":{"key":"old"}}]}""");
        Assert.Equal(["a||n"], host.Stored("s").Keys);
    }

    [Theory]
    [InlineData("/v1.0/state/s/transaction", """{"operations":[{"operation":"foo"}]}""", 400, "ERR_NOT_SUPPORTED_STATE_OPERATION")]
    [InlineData("/v1.0/state/s", """[{"key":"a||b","value":1}]""", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("/v1.0/state/s", """[{"value":1}]""", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("/v1.0/state/s", """[{"key":"k","value":""", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("/v1.0/state/s", """{"key":"k"}""", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("/v1.0/state/s", """[{"key":"k","value":1,"metadata":{"ttlInSeconds":"soon"}}]""", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("/v1.0/state/none", """[{"key":"k","value":1}]""", 400, "ERR_STATE_STORE_NOT_FOUND")]
    [InlineData("/v1.0/state/s/bulk", """{"keys":[1]}""", 400, "ERR_MALFORMED_REQUEST")]
    public Task Mistakes_are_told_with_their_code(string path, string body, int status, string code) =>
        ExpectAsync(path, body, (HttpStatusCode)status, code);

    [Fact]
    public async Task Apps_do_not_see_each_other_unless_the_prefix_is_shared()
    {
        await SaveAsync("s", """[{"key":"k","value":1}]""");
        await SaveAsync("shared", """[{"key":"k","value":1}]""");

        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync("b", HttpMethod.Get, "/v1.0/state/s/k")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("b", HttpMethod.Get, "/v1.0/state/shared/k")).Status);
        Assert.Equal(["shared||k"], host!.Stored("shared").Keys);
    }

    [Fact]
    public async Task A_transaction_publishes_its_events_and_a_projection_replaces_their_data()
    {
        await SendAsync("a", HttpMethod.Post, "/v1.0/state/announced/transaction",
            """
            {"operations":[
              {"operation":"upsert","request":{"key":"o1","value":{"full":true},"metadata":{"type":"order.placed"}}},
              {"operation":"upsert","request":{
                "key":"o1","value":{"public":true},"metadata":{"outbox.projection":"true","cloudevent.type":"order.shown"}}},
              {"operation":"upsert","request":{"key":"o2","value":2,"metadata":{"cloudevent.type":"order.placed"}}},
              {"operation":"delete","request":{"key":"o3"}}]}
            """);

        var events = host!.Published("orders").Select(message => JsonDocument.Parse(message.Data).RootElement).ToList();

        Assert.Equal(["""{"public":true}""", "2"], events.Select(one => one.GetProperty("data").GetRawText()));
        Assert.Equal(["order.shown", "order.placed"], events.Select(one => one.GetProperty("type").GetString()));
        Assert.All(events, one => Assert.Equal("a", one.GetProperty("source").GetString()));
        Assert.Equal(["a||o1", "a||o2"], host.Stored("announced").Keys.Order());
        Assert.Equal("""{"full":true}""", Encoding.UTF8.GetString(host.Stored("announced")["a||o1"].Span));
    }

    [Fact]
    public async Task An_event_that_the_broker_did_not_take_is_published_later()
    {
        // As after a crash between commit and publish: the marker is in the store, nothing was announced.
        await SaveAsync("announced", """[{"key":"outbox-a-1","value":{"id":"outbox-a-1","data":1}}]""");

        await Eventually.HoldsAsync(
            () => host!.Published("orders").Count > 0 && host.Stored("announced").Count == 0,
            meanwhile: () => time.Advance(TimeSpan.FromSeconds(5)));

        Assert.Equal("""{"id":"outbox-a-1","data":1}""", Encoding.UTF8.GetString(host!.Published("orders")[0].Data.Span));
    }

    private static (string Key, string Value)[] Outbox => [("outboxPublishPubsub", "pubsub"), ("outboxPublishTopic", "orders")];

    private static string Store(string name, string prefix, params (string Key, string Value)[] more)
    {
        var metadata = more.Prepend(("keyPrefix", prefix)).Select(pair => $"    - name: {pair.Item1}\n      value: {pair.Item2}\n");
        return "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: " + name
            + "\nspec:\n  type: state.in-memory\n  version: v1\n  metadata:\n" + string.Concat(metadata);
    }

    private async Task SaveAsync(string store, string body) =>
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync("a", HttpMethod.Post, $"/v1.0/state/{store}", body)).Status);

    private async Task ExpectAsync(string path, string body, HttpStatusCode status, string code)
    {
        var answer = await SendAsync("a", HttpMethod.Post, path, body);
        Assert.Equal(status, answer.Status);
        Assert.Equal(code, JsonDocument.Parse(answer.Body).RootElement.GetProperty("errorCode").GetString());
    }

    private async Task<(HttpStatusCode Status, string Body, Dictionary<string, string> Headers)> SendAsync(
        string app, HttpMethod method, string path, string? body = null, string? etag = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(host!.HttpEndpoint(app), path));
        if (body is not null) request.Content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json"));
        if (etag is not null) request.Headers.TryAddWithoutValidation("If-Match", etag);
        using var response = await http!.SendAsync(request, Ct);
        var headers = response.Headers.NonValidated.Select(header => (header.Key, header.Value.ToString()))
            .Concat(response.Content.Headers.NonValidated.Select(header => (header.Key, header.Value.ToString())));
        return (
            response.StatusCode, await response.Content.ReadAsStringAsync(Ct),
            headers.ToDictionary(pair => pair.Key, pair => pair.Item2, StringComparer.OrdinalIgnoreCase));
    }
}
