using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Platform.AuditLog;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Audit.Tests;

public sealed class AuditApiTests(AuditFixture fixture)
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private readonly string tenant = fixture.NewTenant();

    [Fact]
    public async Task Event_becomes_an_entry_that_is_listed_and_found()
    {
        var e = Events.Of(1) with { Before = new('a', 64), After = new('b', 64), TraceId = new('c', 32) };
        await Publish(e);
        var entry = Assert.Single(await Entries(1));

        Assert.Equal((1L, e), (entry.Sequence, entry.Event));
        Assert.Equal(entry, await Get<AuditEntry>("/audit/e-1"));
    }

    [Fact]
    public async Task Redelivery_changes_nothing()
    {
        await Publish(Events.Many(5));
        await Publish(Events.Many(5));
        await Publish(Events.Of(6), Events.Of(6), Events.Of(7));

        var entries = await Entries(7);
        Assert.Equal(Enumerable.Range(1, 7).Select(i => ((long)i, $"e-{i}")), entries.Select(each => (each.Sequence, each.Event.Id)));
    }

    [Fact]
    public async Task Export_verifies_with_the_keys_of_the_service_at_every_size()
    {
        for (var size = 1; size <= 31; size += 6)
        {
            await Publish(Events.Many(size));
            await Entries(size);
            var report = await AuditFixture.VerifyAsync(fixture.Service, tenant);

            Assert.Null(report.Finding);
            Assert.Equal((tenant, (long)size), (report.Tenant, report.Entries));
        }
    }

    [Fact]
    public async Task Checkpoint_is_signed_at_each_multiple_without_waiting_for_the_clock()
    {
        await Publish(Events.Many(25));
        await Entries(25);

        var newest = await Get<AuditCheckpoint>("/audit/checkpoint");
        Assert.Equal((20L, 10L), (newest.Size, newest.Previous));
    }

    [Fact]
    public async Task Every_entry_of_a_log_of_several_hundred_has_a_proof_that_holds()
    {
        await Publish(Events.Many(600));
        var page = await Page("/audit?limit=1");
        await Eventually.HoldsAsync(async () => (page = await Page("/audit?limit=1")).Items is [{ Sequence: 600 }]);

        foreach (var i in (int[])[1, 2, 255, 256, 257, 300, 511, 512, 513, 599, 600])
        {
            var proof = await Get<AuditProof>($"/audit/e-{i}/proof");
            using var hasher = new LogHasher();

            Assert.Equal((i, proof.Leaf), (proof.Sequence, hasher.Leaf(System.Text.Encoding.UTF8.GetBytes(proof.Content!)).ToString()));
            var place = (i - 1, proof.Checkpoint.Size);
            Assert.True(TreeProof.IsIncluded(place, Hash(proof.Leaf), Hashes(proof.Path), Hash(proof.Checkpoint.Root)));
            Assert.False(TreeProof.IsIncluded(place, Hash(proof.Leaf), Hashes(proof.Path), Hash(proof.Leaf)));
        }
    }

    [Theory]
    [InlineData(1, 600)]
    [InlineData(255, 600)]
    [InlineData(256, 511)]
    [InlineData(300, 590)]
    [InlineData(600, 600)]
    public async Task Log_proves_that_it_only_grew(int from, int to)
    {
        await Publish(Events.Many(600));
        await Eventually.HoldsAsync(async () => (await Page("/audit?limit=1")).Items is [{ Sequence: 600 }]);

        var proof = await Get<AuditConsistency>($"/audit/consistency?from={from}&to={to}");

        Assert.True(TreeProof.IsConsistent((from, to), Hash(proof.FromRoot), Hash(proof.ToRoot), Hashes(proof.Path)));
    }

    [Theory]
    [InlineData("actor=eve", "e-2")]
    [InlineData("action=model.promote", "e-3")]
    [InlineData("object=o-1", "e-1")]
    [InlineData("objectType=models", "e-3")]
    [InlineData("result=denied", "e-2")]
    [InlineData("since=2026-01-31T12:03:00Z", "e-3")]
    [InlineData("until=2026-01-31T12:02:00Z", "e-1")]
    public async Task A_filter_leaves_only_what_it_names(string query, string expected)
    {
        await Publish(
            Events.Of(1),
            Events.Of(2, actor: "eve", result: AuditResult.Denied),
            Events.Of(3, action: "model.promote") with { ObjectType = "models" });
        await Entries(3);

        Assert.Equal([expected], (await Page($"/audit?{query}")).Items.Select(entry => entry.Event.Id));
    }

    [Fact]
    public async Task Pages_come_newest_first_without_gaps_or_doubles()
    {
        await Publish(Events.Many(25));
        await Entries(25);
        var seen = new List<long>();
        for (string? next = ""; next is not null;)
        {
            var page = await Page($"/audit?limit=10&cursor={next}");
            seen.AddRange(page.Items.Select(entry => entry.Sequence));
            next = page.Next;
        }

        Assert.Equal(Enumerable.Range(1, 25).Reverse().Select(i => (long)i), seen);
    }

    [Theory]
    [InlineData("/audit?cursor=abc", "cursor")]
    [InlineData("/audit?limit=0", "limit")]
    [InlineData("/audit?result=maybe", "result")]
    [InlineData("/audit?since=now", "since")]
    [InlineData("/audit?since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z", "until")]
    [InlineData("/audit/consistency?from=1", "to")]
    [InlineData("/audit/consistency?from=0&to=3", "from")]
    [InlineData("/audit/consistency?from=4&to=3", "to")]
    [InlineData("/audit/reports/changes-by-actor?until=x", "until")]
    public async Task Bad_parameter_is_a_problem_that_names_it(string path, string name)
    {
        using var client = fixture.Service.Client(tenant: tenant);
        using var response = await client.GetAsync(path, None);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal([name], (await response.Content.ReadFromJsonAsync<ValidationProblemDetails>(None))!.Errors.Keys);
    }

    [Fact]
    public async Task Report_counts_what_each_actor_did_as_JSON_and_as_CSV()
    {
        await Publish(
            Events.Of(1), Events.Of(2), Events.Of(3, actor: "=eve", result: AuditResult.Denied), Events.Of(4, result: AuditResult.Failed));
        await Entries(4);

        var report = await Get<IReadOnlyList<ActorChanges>>("/audit/reports/changes-by-actor");
        Assert.Equal([("=eve", 0L, 1L, 0L), ("ann", 2, 0, 1)], report.Select(row => (row.Actor, row.Allowed, row.Denied, row.Failed)));

        using var client = fixture.Service.Client(tenant: tenant);
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        var lines = (await client.GetStringAsync("/audit/reports/changes-by-actor", None)).Split("\r\n");
        Assert.Equal("actor,action,allowed,denied,failed,first,last", lines[0]);
        Assert.Equal("'=eve,POST /imports,0,1,0,2026-01-31T12:03:00.0000000Z,2026-01-31T12:03:00.0000000Z", lines[1]);
    }

    [Fact]
    public async Task Another_tenants_entries_are_not_found()
    {
        await Publish(Events.Many(3));
        await Entries(3);
        using var other = fixture.Service.Client(tenant: fixture.NewTenant());

        Assert.Equal(HttpStatusCode.NotFound, await StatusOf("/audit/e-1", other));
        Assert.Equal(HttpStatusCode.NotFound, await StatusOf("/audit/e-1/proof", other));
        Assert.Equal(HttpStatusCode.NotFound, await StatusOf("/audit/consistency?from=1&to=3", other));
        Assert.Equal(HttpStatusCode.Conflict, await StatusOf("/audit/export", other));
        Assert.Equal("""{"items":[]}""", await other.GetStringAsync("/audit", None));
        Assert.Equal("[]", await other.GetStringAsync("/audit/keys", None));
        Assert.Equal("[]", await other.GetStringAsync("/audit/reports/changes-by-actor", None));
    }

    [Theory]
    [InlineData("/audit")]
    [InlineData("/audit/x")]
    [InlineData("/audit/x/proof")]
    [InlineData("/audit/keys")]
    [InlineData("/audit/checkpoint")]
    [InlineData("/audit/consistency")]
    [InlineData("/audit/export")]
    [InlineData("/audit/reports/changes-by-actor")]
    public async Task Route_asks_for_sign_in_scope_and_the_same_tenant(string path)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusOf(path, fixture.Service.Client(role: null)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOf(path, fixture.Service.Client(Roles.Service, tenant)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOf(path, fixture.Service.Client(Roles.Analyst, tenant)));
        var client = fixture.Service.Client(tenant: tenant);
        client.DefaultRequestHeaders.Add("X-Tenant-ID", "rival");
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOf(path, client));
    }

    [Fact]
    public async Task Delivery_without_the_sidecars_token_is_unauthorized()
    {
        using var client = fixture.Service.Client();
        using var response = await client.PostAsJsonAsync("/topics/audit", new { entries = Array.Empty<object>() }, None);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private Task Publish(params AuditEvent[] events) => AuditFixture.PublishAsync(fixture.Service, tenant, events);

    private Task<IReadOnlyList<AuditEntry>> Entries(int count) => AuditFixture.EntriesAsync(fixture.Service, tenant, count);

    private Task<AuditPage> Page(string path) => Get<AuditPage>(path);

    private async Task<T> Get<T>(string path)
    {
        using var client = fixture.Service.Client(tenant: tenant);
        return JsonSerializer.Deserialize<T>(await client.GetStringAsync(path, None), ContractsJson.Default.Options)!;
    }

    private static async Task<HttpStatusCode> StatusOf(string path, HttpClient client)
    {
        using var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, None);
        return response.StatusCode;
    }

    private static Digest Hash(string hex) => Digest.TryParse(hex, out var digest) ? digest : throw new FormatException(hex);

    private static Digest[] Hashes(IReadOnlyList<string> path) => [.. path.Select(Hash)];
}
