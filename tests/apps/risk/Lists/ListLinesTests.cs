using System.Net;
using System.Net.Http.Json;
using Platform.Contracts;
using Platform.Hosting;
using static Platform.Risk.Tests.Lists.ListCalls;

namespace Platform.Risk.Tests.Lists;

public sealed class ListLinesTests : IAsyncLifetime
{
    private RiskHost host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        host = await RiskHost.StartAsync(new() { ["Risk:MostListEntries"] = "12" });
        await host.DefineAsync("mules", ListKind.Block, ListField.Counterparty, "known mules");
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Lines_put_entries_on_a_list_and_of_two_for_a_value_the_later_one_counts()
    {
        await host.AddAsync("mules", Entry("a"));

        using var answer = await SendAsync("""
            {"value":"a","reason":"again"}

            {"value":"b","reason":"first"}
            {"value":"b","reason":"second","expiresAt":"2090-01-01T00:00:00Z"}
            """);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var result = await ResultOfAsync(answer);
        Assert.Equal((1, 2, 0), (result.Accepted, result.Duplicates, result.Rejected.Count));
        var entries = (await host.EntriesAsync("mules")).Items;
        Assert.Equal([("a", "again"), ("b", "second")], entries.Select(entry => (entry.Value, entry.Reason!)));
        Assert.Equal((2090, "tester"), (entries[1].ExpiresAt!.Value.Year, entries[1].AddedBy));
    }

    [Theory]
    [InlineData("""{"value":""}""", "value")]
    [InlineData("""{"value":" a"}""", "value")]
    [InlineData("""{"reason":"x"}""", "value")]
    [InlineData("""{"value":7}""", "value")]
    [InlineData("""{"value":"a","reason":"\u0000"}""", "reason")]
    [InlineData("""{"value":"a","expiresAt":"2200-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"value":"a","expiresAt":"soon"}""", "expiresAt")]
    [InlineData("""{"value":"\ud800"}""", "")]
    [InlineData("""{"value":"a"} {}""", "")]
    [InlineData("null", "")]
    [InlineData("[", "")]
    public async Task Wrong_line_is_refused_with_its_number_and_field_and_the_others_go_in(string line, string field)
    {
        using var answer = await SendAsync($"{{\"value\":\"good-1\"}}\n\n{line}\r\n{{\"value\":\"good-2\"}}\n");

        var result = await ResultOfAsync(answer);
        Assert.Equal(2, result.Accepted);
        var refused = Assert.Single(result.Rejected);
        Assert.Equal(2, refused.Index);
        Assert.Contains(field, Assert.Single(refused.Errors).Field, StringComparison.Ordinal);
        Assert.Equal(["good-1", "good-2"], (await host.EntriesAsync("mules")).Items.Select(entry => entry.Value));
    }

    [Fact]
    public async Task Entry_of_a_line_counts_for_the_next_event()
    {
        await host.ScoreAsync(Traffic.One("tx-1"));
        using var answer = await SendAsync($"{{\"value\":\"{Traffic.One("tx-1").Counterparty}\"}}");

        Assert.Equal(Verdict.Block, (await host.ScoreAsync(Traffic.One("tx-2"))).Verdict);
    }

    [Fact]
    public async Task Lines_beyond_what_a_tenant_may_have_are_refused_together()
    {
        using var refused = await SendAsync(Values(13));

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("lists-full", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Empty((await host.EntriesAsync("mules")).Items);
    }

    [Fact]
    public async Task More_lines_at_once_than_a_statement_takes_are_413()
    {
        using var refused = await SendAsync(Values(10_001));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.Empty((await host.EntriesAsync("mules")).Items);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData(Roles.DataScientist, HttpStatusCode.Forbidden)]
    [InlineData(Roles.Analyst, HttpStatusCode.Accepted)]
    public async Task Lines_need_the_scope_of_changing(string? role, HttpStatusCode expected)
    {
        using var answer = await SendAsync(Values(1), host.Client(role));

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task List_of_another_tenant_is_not_found()
    {
        using var answer = await SendAsync(Values(1), host.Client(tenant: "other"));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty((await host.EntriesAsync("mules")).Items);
    }

    private async Task<HttpResponseMessage> SendAsync(string lines, HttpClient? client = null)
    {
        using var content = new StringContent(lines, null, "application/x-ndjson");
        return await (client ?? host.Client()).PostAsync("/lists/mules/entries", content, Token);
    }

    private static async Task<IngestResult> ResultOfAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.IngestResult, Token))!;

    private static string Values(int count) =>
        string.Join('\n', Enumerable.Range(0, count).Select(i => $"{{\"value\":\"v-{i}\"}}"));
}
