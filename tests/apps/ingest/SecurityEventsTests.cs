using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Ingest.Tests;

public sealed class SecurityEventsTests(IngestFixture fixture)
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private readonly string tenant = fixture.NewTenant();

    [Fact]
    public async Task Accepted_events_are_published_with_their_tenant_and_entity()
    {
        Assert.Equal(2, (await SendAsync($"[{Event("e-1")},{Event("e-2", "\"user\":\"ann\"")}]")).Accepted);

        var envelopes = Published();
        Assert.Equal(["e-1", "e-2"], envelopes.Select(envelope => envelope.GetProperty("id").GetString()));
        Assert.Equal("platform.security-event", envelopes[0].GetProperty("type").GetString());
        Assert.Equal("ls", envelopes[0].GetProperty("data").GetProperty("fields").GetProperty("CommandLine").GetString());
    }

    [Fact]
    public async Task An_event_that_comes_again_is_a_duplicate_and_a_transaction_of_the_same_id_is_none()
    {
        await SendAsync(Event("same"));

        Assert.Equal((0, 1), Counts(await SendAsync(Event("same"))));
        Assert.Equal((1, 0), Counts(await SendAsync(Events.Valid("same"), path: "/transactions")));
        Assert.Single(Published());
    }

    [Fact]
    public async Task Bad_events_are_refused_one_by_one_with_their_fields_and_the_others_are_accepted()
    {
        string[] lines =
        [
            Event("e-1"), Event("e 2"), Event("e-3", "\"ip\":\"nowhere\""), "{\"id\":\"e-4\"}", "nonsense", "null",
            Event("e-5").Replace("\"ls\"", "{\"a\":1}", StringComparison.Ordinal),
            Event("e-6").Replace("\"ls\"", "\"\\ud800\"", StringComparison.Ordinal), Event("e-7"),
        ];

        var result = await SendAsync(Events.Lines(lines), "application/x-ndjson");

        Assert.Equal((2, 0), Counts(result));
        Assert.Equal(
            [(1, "id"), (2, "ip"), (3, "time"), (4, ""), (5, ""), (6, "fields"), (7, "fields")],
            result.Rejected.Select(rejected => (rejected.Index, rejected.Errors[0].Field)));
    }

    [Fact]
    public async Task It_asks_for_sign_in_and_scope_and_a_body_of_a_known_type()
    {
        using var anonymous = await PostAsync(fixture.Service.Client(role: null), Event("e-1"));
        using var analyst = await PostAsync(fixture.Service.Client(Roles.Analyst, tenant), Event("e-1"));
        using var text = await PostAsync(fixture.Service.Client(tenant: tenant), Event("e-1"), "text/plain");
        using var bad = await PostAsync(fixture.Service.Client(tenant: tenant), "{}");

        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.UnsupportedMediaType, HttpStatusCode.BadRequest],
            [anonymous.StatusCode, analyst.StatusCode, text.StatusCode, bad.StatusCode]);
    }

    private static string Event(string id, string more = "\"host\":\"web-1\"") =>
        $$$"""{"id":"{{{id}}}","time":"2026-01-31T12:00:00Z","kind":"process",{{{more}}},"fields":{"CommandLine":"ls"}}""";

    private static (int Accepted, int Duplicates) Counts(IngestResult result) => (result.Accepted, result.Duplicates);

    private static async Task<HttpResponseMessage> PostAsync(
        HttpClient client, string body, string type = "application/json", string path = "/security-events")
    {
        using (client)
        {
            using var content = new ByteArrayContent(Events.Utf8(body)) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
            return await client.PostAsync(path, content, None);
        }
    }

    private async Task<IngestResult> SendAsync(string body, string type = "application/json", string path = "/security-events")
    {
        using var answer = await PostAsync(fixture.Service.Client(tenant: tenant), body, type, path);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.IngestResult, None))!;
    }

    private List<JsonElement> Published() =>
    [
        .. fixture.Service.Host.Published(Topics.SecurityEvents).Select(message => JsonDocument.Parse(message.Data).RootElement)
            .Where(envelope => envelope.GetProperty("tenantid").GetString() == tenant),
    ];
}
