using System.Net;
using System.Net.Http.Json;
using System.Text;
using Platform.Contracts;
using Platform.Hosting;
using static Platform.Risk.Tests.Lists.ListCalls;

namespace Platform.Risk.Tests.Lists;

public sealed class ListsApiTests : IAsyncLifetime
{
    private RiskHost host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => host = await RiskHost.StartAsync(new() { ["Risk:MostListEntries"] = "12" });

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Entries_are_added_replaced_paged_and_removed_together()
    {
        await host.DefineAsync("mules", ListKind.Block, ListField.Counterparty, "known mules");
        var until = new DateTimeOffset(2090, 1, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal(new(3, 3), await host.AddAsync("mules", Entry("a"), Entry("b"), Entry("c", "first")));
        var again = Entry("c", "second") with { ExpiresAt = until.AddMilliseconds(7) };
        Assert.Equal(new(1, 4), await host.AddAsync("mules", Entry("d"), again));

        var first = await host.EntriesAsync("mules", "?limit=3");
        var second = await host.EntriesAsync("mules", $"?limit=3&after={first.Next}");
        Assert.Equal(["a", "b", "c"], first.Items.Select(one => one.Value));
        Assert.Equal("c", first.Next);
        Assert.Equal(("second", until, "tester"), first.Items[2] is var c ? (c.Reason, c.ExpiresAt, c.AddedBy) : default);
        Assert.Equal(("d", null), (Assert.Single(second.Items).Value, second.Next));

        Assert.Equal(new(2, 2), await host.RemoveAsync("mules", "a", "b", "b", "nobody"));
        var lists = await host.ListsAsync();
        Assert.Equal(new("mules", ListKind.Block, "known mules", 2, ListField.Counterparty), Assert.Single(lists.Lists));
        Assert.Equal((2, 12), (lists.Entries, lists.MostEntries));
    }

    [Fact]
    public async Task More_entries_than_a_tenant_may_have_are_refused_and_nothing_of_them_stays()
    {
        await host.DefineAsync("one", ListKind.Plain);
        await host.DefineAsync("two", ListKind.Plain);
        await host.AddAsync("one", [.. Enumerable.Range(0, 8).Select(i => Entry($"v-{i}"))]);

        using var refused = await host.TryAddAsync("two", [.. Enumerable.Range(0, 5).Select(i => Entry($"v-{i}"))]);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("lists-full", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(8, (await host.ListsAsync()).Entries);
        Assert.Empty((await host.EntriesAsync("two")).Items);
        Assert.Equal(new(4, 4), await host.AddAsync("two", [.. Enumerable.Range(0, 4).Select(i => Entry($"v-{i}"))]));
        Assert.Equal(new(0, 8), await host.AddAsync("one", Entry("v-0", "replaced although all is full")));
    }

    [Fact]
    public async Task Entries_that_expired_an_hour_ago_make_room()
    {
        await host.DefineAsync("one", ListKind.Plain);
        var gone = TimeProvider.System.GetUtcNow().AddHours(-2);
        await host.AddAsync("one", [.. Enumerable.Range(0, 12).Select(i => Entry($"v-{i}") with { ExpiresAt = gone })]);

        Assert.Equal(new(1, 1), await host.AddAsync("one", Entry("new")));
    }

    [Fact]
    public async Task Body_of_ten_million_entries_is_refused_unread()
    {
        await host.DefineAsync("one", ListKind.Plain);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/lists/one/entries") { Content = new ManyEntries(10_000_000) };
        request.Headers.ExpectContinue = true;
        var before = GC.GetTotalAllocatedBytes();

        using var refused = await host.Client().SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 32 << 20);
        Assert.Equal(0, (await host.ListsAsync()).Entries);
    }

    [Theory]
    [InlineData("PUT", "/lists/Bad_Name", """{ "kind": "plain", "description": "" }""", "name")]
    [InlineData("PUT", "/lists/x", """{ "kind": "plain", "field": "account", "description": "" }""", "A plain list has no field")]
    [InlineData("PUT", "/lists/x", """{ "kind": "block", "description": "" }""", "A plain list has no field")]
    [InlineData("PUT", "/lists/x", """{ "kind": "grey", "description": "" }""", "kind")]
    [InlineData("PUT", "/lists/x", "{}", "kind")]
    [InlineData("POST", "/lists/x/entries", """{ "entries": [] }""", "1 to 10000")]
    [InlineData("POST", "/lists/x/entries", """{ "entries": [{ "value": "" }] }""", "1 to 200 characters")]
    [InlineData("POST", "/lists/x/entries", """{ "entries": [{ "value": " a" }] }""", "no space at its ends")]
    [InlineData("POST", "/lists/x/entries", """{ "entries": [{ "value": "a" }, { "value": "a" }] }""", "twice")]
    [InlineData("POST", "/lists/x/entries", """{ "entries": [{ "value": "a", "expiresAt": "2200-01-01T00:00:00Z" }] }""", "2099")]
    [InlineData("POST", "/lists/x/entries", """{ "entries": [{ "value": "a", "reason": "\u0000" }] }""", "control")]
    [InlineData("POST", "/lists/x/entries", """{ "entries": [null] }""", "entries")]
    [InlineData("POST", "/lists/x/entries/remove", """{ "values": [] }""", "1 to 10000")]
    [InlineData("POST", "/lists/x/entries/remove", """{ "values": [null] }""", "")]
    public async Task Bad_body_is_refused_and_says_why(string method, string path, string body, string expected)
    {
        using var request = new HttpRequestMessage(new(method), path) { Content = new StringContent(body, null, "application/json") };
        using var refused = await host.Client().SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains(expected, await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Empty((await host.ListsAsync()).Lists);
    }

    [Fact]
    public async Task More_values_at_once_than_allowed_and_pages_out_of_range_are_refused()
    {
        await host.DefineAsync("one", ListKind.Plain);

        using var many = await host.TryAddAsync("one", [.. Enumerable.Range(0, 10_001).Select(i => Entry($"v-{i}"))]);

        Assert.Equal(HttpStatusCode.BadRequest, many.StatusCode);
        foreach (var limit in (int[])[0, 1_001])
            Assert.Equal(HttpStatusCode.BadRequest, (await host.Client().GetAsync($"/lists/one/entries?limit={limit}", Token)).StatusCode);
    }

    [Fact]
    public async Task Two_hundred_lists_are_enough_and_those_that_are_there_may_still_be_changed()
    {
        for (var i = 0; i < 200; i++) await host.DefineAsync($"list-{i}", ListKind.Plain);
        using var body = JsonContent.Create(
            new ListDefinition { Kind = ListKind.Plain, Description = "" }, ContractsJson.Default.ListDefinition);

        using var refused = await host.Client().PutAsync("/lists/another", body, Token);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("too-many-lists", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        await host.DefineAsync("list-7", ListKind.Watch, ListField.Device);
    }

    [Fact]
    public async Task List_that_rules_in_force_ask_for_is_not_removed()
    {
        await host.DefineAsync("mules", ListKind.Plain);
        await host.AddAsync("mules", Entry("a"));
        await host.ActivateAsync("""rules: [{ id: paid-a-mule, when: 'counterparty in list("mules")', weight: 0.5, reason: mule }]""");

        using var refused = await host.Client().DeleteAsync("/lists/mules", Token);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("paid-a-mule", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);

        await host.ActivateAsync("rules: [{ id: any, when: amount > 0, weight: 0.5, reason: any }]");
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client().DeleteAsync("/lists/mules", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client().DeleteAsync("/lists/mules", Token)).StatusCode);
        await host.DefineAsync("mules", ListKind.Plain);
        Assert.Empty((await host.EntriesAsync("mules")).Items);
    }

    [Fact]
    public async Task Lists_of_one_tenant_are_not_another_s()
    {
        await host.DefineAsync("mules", ListKind.Block, ListField.Counterparty);
        await host.AddAsync("mules", Entry("b-1"));
        var other = host.Client(tenant: "other");

        Assert.Empty((await other.GetFromJsonAsync("/lists", ContractsJson.Default.ListOverview, Token))!.Lists);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync("/lists/mules/entries", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.DeleteAsync("/lists/mules", Token)).StatusCode);
        foreach (var (path, body) in ((string, string)[])[("", """{"entries":[{"value":"x"}]}"""), ("/remove", """{"values":["b-1"]}""")])
        {
            using var content = new StringContent(body, null, "application/json");
            Assert.Equal(HttpStatusCode.NotFound, (await other.PostAsync($"/lists/mules/entries{path}", content, Token)).StatusCode);
        }

        var decision = await other.PostAsJsonAsync("/risk/score", Traffic.One("tx-1"), ContractsJson.Default.Transaction, Token);
        Assert.Equal(Verdict.Allow, (await decision.Content.ReadFromJsonAsync(ContractsJson.Default.Decision, Token))!.Verdict);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized)]
    [InlineData(Roles.Viewer, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData(Roles.DataScientist, HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData(Roles.Analyst, HttpStatusCode.OK, HttpStatusCode.OK)]
    public async Task Reading_and_changing_need_their_scopes(string? role, HttpStatusCode reading, HttpStatusCode changing)
    {
        await host.DefineAsync("mules", ListKind.Plain);
        var client = host.Client(role);

        Assert.Equal(reading, (await client.GetAsync("/lists", Token)).StatusCode);
        Assert.Equal(reading, (await client.GetAsync("/lists/mules/entries", Token)).StatusCode);
        Assert.Equal(changing, await PostAsync("/lists/mules/entries", """{"entries":[{"value":"x"}]}"""));
        Assert.Equal(changing, await PostAsync("/lists/mules/entries/remove", """{"values":["x"]}"""));
        using var body = new StringContent("""{"kind":"plain","description":""}""", null, "application/json");
        Assert.Equal(changing, (await client.PutAsync("/lists/mules", body, Token)).StatusCode);
        Assert.Equal(changing is HttpStatusCode.OK, (await client.DeleteAsync("/lists/mules", Token)).IsSuccessStatusCode);

        async Task<HttpStatusCode> PostAsync(string path, string json)
        {
            using var content = new StringContent(json, null, "application/json");
            return (await client.PostAsync(path, content, Token)).StatusCode;
        }
    }

    // Made as it is sent, so that only the service could run out of memory by it.
    private sealed class ManyEntries : HttpContent
    {
        private static readonly byte[] entry = Encoding.UTF8.GetBytes("""{"value":"acc-000042"},""");
        private readonly int count;

        public ManyEntries(int count)
        {
            this.count = count;
            Headers.ContentType = new("application/json");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("{\"entries\":["u8.ToArray(), Token);
            for (var i = 0; i < count; i++) await stream.WriteAsync(entry, Token);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 12L + (long)count * entry.Length;
            return true;
        }
    }
}
