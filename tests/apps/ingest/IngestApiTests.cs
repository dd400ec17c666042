using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Local;

namespace Platform.Ingest.Tests;

public sealed class IngestApiTests(IngestFixture fixture)
{
    private const string Json = "application/json";
    private const string Lines = "application/x-ndjson";
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private readonly string tenant = fixture.NewTenant();

    [Fact]
    public async Task Single_event_is_accepted_and_published_under_its_id()
    {
        var (status, result) = await Send(Events.Valid("tx-1"), Json);

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal((1, 0, 0), (result.Accepted, result.Duplicates, result.Rejected.Count));
        var message = Assert.Single(Published());
        using var envelope = JsonDocument.Parse(message.Data);
        Assert.Equal("tx-1", envelope.RootElement.GetProperty("id").GetString());
        Assert.Equal(tenant, envelope.RootElement.GetProperty("tenantid").GetString());
        Assert.Equal("card-1", envelope.RootElement.GetProperty("data").GetProperty("account").GetString());
        Assert.Equal($"{tenant}|card-1", message.Metadata?["partitionKey"]);
    }

    [Theory]
    [InlineData(Quota.Events)]
    [InlineData(Quota.Storage)]
    public async Task Tenant_that_used_a_quota_up_is_answered_with_402_and_nothing_is_accepted(Quota quota)
    {
        QuotaEntry.Apply(fixture.Service.Services, tenant, new QuotaUse(quota, 100));

        using var client = fixture.Service.Client(tenant: tenant);
        using var body = new StringContent(Events.Valid("tx-1"), Encoding.UTF8, Json);
        using var refused = await client.PostAsync("/transactions", body, None);

        Assert.Equal(HttpStatusCode.PaymentRequired, refused.StatusCode);
        Assert.Empty(Published());
        QuotaEntry.Apply(fixture.Service.Services, tenant, new QuotaUse(Quota.Scores, 100), new QuotaUse(quota, 99));
        Assert.Equal(HttpStatusCode.Accepted, (await Send(Events.Valid("tx-1"), Json)).Status);
    }

    [Fact]
    public async Task Service_in_the_name_of_a_tenant_that_used_a_quota_up_is_refused_too()
    {
        QuotaEntry.Apply(fixture.Service.Services, tenant, new QuotaUse(Quota.Events, 100));

        using var sidecar = fixture.Service.Sidecar();
        using var body = new StringContent(Events.Valid("tx-1"), Encoding.UTF8, Json);
        using var refused = await sidecar.PostAsync($"/internal/for/{tenant}/transactions", body, None);

        Assert.Equal(HttpStatusCode.PaymentRequired, refused.StatusCode);
        Assert.Empty(Published());
    }

    [Fact]
    public async Task Same_id_again_is_a_duplicate_and_is_not_published_again()
    {
        await Send(Events.Valid("tx-1"), Json);

        var (status, result) = await Send(Events.Lines(Events.Valid("tx-1"), Events.Valid("tx-2"), Events.Valid("tx-2")), Lines);

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal((1, 2), (result.Accepted, result.Duplicates));
        Assert.Equal(2, Published().Count);
    }

    [Fact]
    public async Task Same_id_of_another_tenant_is_no_duplicate()
    {
        await Send(Events.Valid("tx-1"), Json);

        Assert.Equal(1, (await Send(Events.Valid("tx-1"), Json, fixture.Service.Client(tenant: fixture.NewTenant()))).Result.Accepted);
    }

    [Fact]
    public async Task A_service_sends_events_for_a_tenant_by_the_sidecar_only()
    {
        using var sidecar = fixture.Service.Sidecar();
        using var caller = fixture.Service.Client();
        var path = $"/internal/for/{tenant}/transactions";

        using var taken = await sidecar.PostAsync(path, new StringContent(Events.Valid("tx-1"), Encoding.UTF8, Json), None);
        using var refused = await caller.PostAsync(path, new StringContent(Events.Valid("tx-2"), Encoding.UTF8, Json), None);

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Unauthorized), (taken.StatusCode, refused.StatusCode));
        Assert.Single(Published());
    }

    [Theory]
    [InlineData(Lines)]
    [InlineData(Json)]
    public async Task Bad_events_are_refused_one_by_one_and_the_rest_is_accepted(string type)
    {
        string[] events =
        [
            Events.Valid("tx-1"), Events.Valid("tx-2", ("amount", "NaN")), Events.Valid("tx-3", ("amount", "-5")),
            Events.Valid("tx-4", ("time", "\"9999-12-31T23:59:59Z\"")), Events.Valid("tx-5", ("currency", "\"XXZ\"")),
            Events.Valid("tx-6", ("device", Events.Deep(10_000))), Events.Valid("tx-7"),
        ];

        var (status, result) = await Send(type is Lines ? Events.Lines(events) : Events.Array(events), type);

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(2, result.Accepted);
        Assert.Equal(
            [(1, "amount"), (2, "amount"), (3, "time"), (4, "currency"), (5, "device")],
            result.Rejected.Select(e => (e.Index, e.Errors[0].Field)));
    }

    [Fact]
    public async Task Invalid_utf8_is_refused_by_its_line()
    {
        var bytes = Events.Utf8(Events.Lines(Events.Valid("tx-1"), Events.Valid("tx-2")));
        bytes[^8] = 0xFF;

        var (status, result) = await Send(new ByteArrayContent(bytes), Lines);

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal((1, 1), (result.Accepted, Assert.Single(result.Rejected).Index));
    }

    [Theory]
    [InlineData("amount", "NaN")]
    [InlineData("amount", "-1")]
    [InlineData("currency", "\"XXZ\"")]
    [InlineData("time", "\"9999-12-31T23:59:59Z\"")]
    [InlineData("id", null)]
    public async Task Single_bad_event_is_a_problem_that_names_the_field(string field, string? json)
    {
        var problem = await Refused(Events.Valid("tx-1", (field, json)), Json, HttpStatusCode.BadRequest);

        Assert.Contains(field, problem.Errors.Keys);
    }

    [Fact]
    public async Task Bulk_of_bad_events_only_is_a_problem_that_names_line_and_field()
    {
        var problem = await Refused(
            Events.Lines(Events.Valid("tx-1", ("amount", "-1")), "hello"), Lines, HttpStatusCode.BadRequest);

        Assert.Equal(["[0].amount", "[1]"], problem.Errors.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("[]", Json)]
    [InlineData("", Lines)]
    [InlineData("\n\n", Lines)]
    public async Task Nothing_is_accepted_as_nothing(string body, string type) =>
        Assert.Equal((HttpStatusCode.Accepted, 0), (await Send(body, type)) is var (status, result) ? (status, result.Accepted) : default);

    [Theory]
    [InlineData("text/csv")]
    [InlineData("application/xml")]
    [InlineData(null)]
    public async Task Wrong_content_type_is_a_problem(string? type) =>
        await Refused(Events.Valid(), type, HttpStatusCode.UnsupportedMediaType);

    [Fact]
    public async Task Large_array_within_the_limit_is_accepted()
    {
        var note = $"\"{new string('x', 1_000)}\"";
        var body = Events.Array([.. Enumerable.Range(0, 3_000).Select(i => Events.Valid($"tx-{i}", ("note", note)))]);

        Assert.Equal(3_000, (await Send(body, Json)).Result.Accepted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_over_the_limit_is_a_problem(bool chunked)
    {
        using var content = new StringContent(new string(' ', 5 << 20), Encoding.UTF8, Json);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/transactions") { Content = content };
        request.Headers.TransferEncodingChunked = chunked;
        using var client = fixture.Service.Client(tenant: tenant);

        using var response = await client.SendAsync(request, None);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Anonymous_caller_is_unauthorized() =>
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusOf(fixture.Service.Client(role: null)));

    [Fact]
    public async Task Caller_without_the_scope_is_forbidden() =>
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOf(fixture.Service.Client(Roles.Analyst)));

    [Fact]
    public async Task Caller_who_names_another_tenant_is_forbidden()
    {
        using var client = fixture.Service.Client(tenant: tenant);
        client.DefaultRequestHeaders.Add("X-Tenant-ID", "rival");

        Assert.Equal(HttpStatusCode.Forbidden, await StatusOf(client));
    }

    private List<PublishedMessage> Published() =>
    [
        .. fixture.Service.Host.Published(Topics.Transactions)
            .Where(message => JsonDocument.Parse(message.Data).RootElement.GetProperty("tenantid").GetString() == tenant),
    ];

    private static async Task<HttpStatusCode> StatusOf(HttpClient client)
    {
        using (client)
        {
            using var response = await client.PostAsync("/transactions", Content(Events.Valid(), Json), None);
            return response.StatusCode;
        }
    }

    private Task<(HttpStatusCode Status, IngestResult Result)> Send(string body, string type, HttpClient? client = null) =>
        Send(Content(body, null), type, client);

    private async Task<(HttpStatusCode Status, IngestResult Result)> Send(HttpContent body, string type, HttpClient? client = null)
    {
        body.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var caller = client ?? fixture.Service.Client(tenant: tenant);
        using var response = await caller.PostAsync("/transactions", body, None);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync(ContractsJson.Default.IngestResult, None))!);
    }

    private async Task<ValidationProblemDetails> Refused(string body, string? type, HttpStatusCode expected)
    {
        using var client = fixture.Service.Client(tenant: tenant);
        using var response = await client.PostAsync("/transactions", Content(body, type), None);
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return (await response.Content.ReadFromJsonAsync<ValidationProblemDetails>(None))!;
    }

    private static ByteArrayContent Content(string body, string? type)
    {
        var content = new ByteArrayContent(Events.Utf8(body));
        content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        return content;
    }
}
