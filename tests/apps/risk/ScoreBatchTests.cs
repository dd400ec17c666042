using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Risk.Tests;

public sealed class ScoreBatchTests : IAsyncLifetime
{
    private RiskHost host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => host = await RiskHost.StartAsync(new() { ["Risk:MostWaiting"] = "1000" });

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Decisions_of_a_batch_come_in_its_order_and_are_those_of_one_after_the_other()
    {
        var traffic = Traffic.Many(120);
        var engine = Shipped.Engine();

        var decisions = await ScoreAsync(traffic);

        Assert.Equal(traffic.Select(t => t.Id), decisions.Select(d => d.Id));
        Assert.Equal(traffic.Select(t => engine.Score(t).Score), decisions.Select(d => d.Score));
        Assert.Equal(120, (await LogAsync()).Count);
    }

    [Fact]
    public async Task A_batch_that_is_sent_again_is_answered_with_the_same_and_adds_nothing()
    {
        var traffic = Traffic.Many(1_000);
        var before = await AnswerAsync(Body(traffic));

        Assert.Equal(before, await AnswerAsync(Body(traffic)));
        Assert.Equal(1_000, (await LogAsync()).Count);
    }

    [Fact]
    public async Task An_id_that_comes_twice_in_a_batch_has_the_decision_of_its_first_each_time()
    {
        var decisions = await ScoreAsync([Traffic.One("a", 10), Traffic.One("b", 20), Traffic.One("a", 30)]);

        Assert.Equal([("a", 10m), ("b", 20m), ("a", 10m)], decisions.Select(d => (d.Id, d.Transaction.Amount)));
        Assert.Equal(["a", "b"], await LogAsync());
    }

    [Fact]
    public async Task The_same_transaction_alone_or_in_a_batch_has_one_decision()
    {
        var alone = await host.ScoreAsync(Traffic.One("a"));

        var together = await ScoreAsync([Traffic.One("a")]);

        Assert.Equal((alone.Score, alone.DecidedAt), (Assert.Single(together).Score, together[0].DecidedAt));
    }

    [Theory]
    [InlineData("""{"transactions":[]}""", "transactions")]
    [InlineData("""{"transactions":null}""", "transactions")]
    [InlineData("""{"transactions":{}}""", "transactions")]
    [InlineData("""{"transactions":[null]}""", "transactions[0]")]
    [InlineData("""{"transactions":[],"transactions":[]}""", "transactions")]
    [InlineData("null", "")]
    [InlineData("[]", "")]
    public async Task A_body_that_is_neither_one_nor_a_batch_is_refused_by_field(string body, string field) =>
        Assert.Contains(field, await RefusalAsync(body));

    [Theory]
    [InlineData("\"amount\":10", "\"amount\":-1", "transactions[3].amount")]
    [InlineData("\"amount\":10", "\"amount\":\"10\"", "transactions[3].amount")]
    [InlineData("\"account\":\"a-1\",", "", "transactions[3].account")]
    [InlineData("\"EUR\"", "\"ZZZ\"", "transactions[3].currency")]
    public async Task A_wrong_field_is_refused_with_its_place_and_nothing_of_the_batch_is_decided(string sound, string wrong, string field)
    {
        var items = Enumerable.Range(0, 5).Select(i => JsonSerializer.Serialize(Traffic.One($"t-{i}"), ContractsJson.Default.Transaction))
            .Select((item, i) => i == 3 ? item.Replace(sound, wrong, StringComparison.Ordinal) : item);

        Assert.Equal([field], await RefusalAsync($$"""{"transactions":[{{string.Join(',', items)}}]}"""));
        Assert.Empty(await LogAsync());
    }

    [Fact]
    public async Task More_than_a_thousand_are_refused_by_the_field() =>
        Assert.Equal(["transactions"], await RefusalAsync(Body(Traffic.Many(1_001))));

    [Fact]
    public async Task A_batch_that_does_not_fit_what_waits_is_sent_away_and_nothing_of_it_is_decided()
    {
        await host.ScoreAsync(Traffic.One("first"));
        var calls = await Task.WhenAll(Enumerable.Range(0, 6).Select(async n =>
        {
            var traffic = Traffic.Many(1_000).ConvertAll(t => t with { Id = $"{n}-{t.Id}" });
            using var answer = await PostAsync(host.Client(), Body(traffic));
            return (Batch: n, answer.StatusCode);
        }));

        var refused = calls.Where(call => call.StatusCode is HttpStatusCode.ServiceUnavailable).Select(call => $"{call.Batch}-").ToList();
        Assert.Equal(calls.Length, refused.Count + calls.Count(call => call.StatusCode is HttpStatusCode.OK));
        var decided = await LogAsync();
        Assert.DoesNotContain(decided, id => refused.Exists(id.StartsWith));
        Assert.Equal(1 + 1_000 * (calls.Length - refused.Count), decided.Count);
    }

    [Fact]
    public async Task Another_tenant_does_not_find_what_a_batch_decided()
    {
        await ScoreAsync([Traffic.One("a")]);

        using var answer = await host.Client(tenant: "other").GetAsync("/decisions/a", Ct);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_batch_asks_for_sign_in_and_scope()
    {
        using var anonymous = await PostAsync(host.Client(role: null), Body([Traffic.One("a")]));
        using var analyst = await PostAsync(host.Client(Roles.Analyst), Body([Traffic.One("a")]));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden), (anonymous.StatusCode, analyst.StatusCode));
    }

    private static string Body(IReadOnlyList<Transaction> transactions) =>
        JsonSerializer.Serialize(new ScoringCall(transactions), ContractsJson.Default.ScoringCall);

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await client.PostAsync("/risk/score", content, Ct);
    }

    private async Task<string> AnswerAsync(string body)
    {
        using var answer = await PostAsync(host.Client(), body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Ct);
    }

    private async Task<IReadOnlyList<Decision>> ScoreAsync(IReadOnlyList<Transaction> transactions) =>
        JsonSerializer.Deserialize(await AnswerAsync(Body(transactions)), ContractsJson.Default.DecisionBatch)!.Decisions;

    private async Task<IEnumerable<string>> RefusalAsync(string body)
    {
        using var answer = await PostAsync(host.Client(), body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        return problem.GetProperty("errors").EnumerateObject().Select(error => error.Name);
    }

    private async Task<List<string>> LogAsync()
    {
        var ids = new List<string>();
        for (var page = 0; page == ids.Count; page += 5_000)
        {
            var lines = await host.Client().GetStringAsync($"/decisions?after={page}&limit=5000", Ct);
            ids.AddRange(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()!));
        }

        return ids;
    }
}
