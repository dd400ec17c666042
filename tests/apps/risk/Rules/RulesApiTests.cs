using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Risk.Tests.Rules;

public sealed class RulesApiTests : IAsyncLifetime
{
    private const string Own = """
        rules:
          - id: any-ten
            when: amount == 10
            weight: 0.1
            verdict: block
            severity: high
            owner: payments
            attack: [T1078, T1078.004]
            reason: "{amount:0} it is"
        """;

    private RiskHost host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => host = await RiskHost.StartAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Tenant_begins_with_the_rules_that_ship()
    {
        var rules = await GetAsync("/rules", ContractsJson.Default.RuleSetView);

        Assert.True(rules.IsShipped);
        Assert.Contains(rules.Rules, rule => rule.Id == "amount-outlier");
        Assert.Empty((await GetAsync("/rules/history", ContractsJson.Default.RuleHistory)).Activations);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client().GetAsync("/rules/draft", Token)).StatusCode);
    }

    [Fact]
    public async Task Draft_decides_nothing_until_it_is_activated_and_then_the_next_event()
    {
        var before = await ScoreAsync("tx-1");
        var draft = await host.DraftAsync(Own);
        Assert.Equal((Verdict.Allow, before.RulesVersion), (before.Verdict, (await ScoreAsync("tx-2")).RulesVersion));

        var active = await PostAsync("/rules/draft/activate", new RuleChoice(draft.Version));
        Assert.Equal(HttpStatusCode.OK, active.StatusCode);

        var after = await ScoreAsync("tx-3");
        Assert.Equal((Verdict.Block, draft.Version), (after.Verdict, after.RulesVersion));
        Assert.Equal("10 it is", Assert.Single(after.Reasons).Text);
        Assert.Equal(0.1, after.Score, 6);
        Assert.False((await GetAsync("/rules", ContractsJson.Default.RuleSetView)).IsShipped);
    }

    [Fact]
    public async Task Earlier_version_comes_back_and_history_says_who_did_what()
    {
        var shipped = (await ScoreAsync("tx-1")).RulesVersion;
        var draft = await host.ActivateAsync(Own);
        await ScoreAsync("tx-2");

        Assert.Equal(HttpStatusCode.OK, (await PostAsync("/rules/activate", new RuleChoice(shipped))).StatusCode);

        Assert.Equal((shipped, Verdict.Allow), (await ScoreAsync("tx-3")) is var third ? (third.RulesVersion, third.Verdict) : default);
        var history = (await GetAsync("/rules/history", ContractsJson.Default.RuleHistory)).Activations;
        Assert.Equal([(shipped, "tester"), (draft.Version, "tester")], history.Select(one => (one.Version, one.By)));
    }

    [Fact]
    public async Task Draft_that_somebody_changed_meanwhile_is_not_activated()
    {
        var mine = await host.DraftAsync(Own);
        await host.DraftAsync(Own.Replace("== 10", "== 11", StringComparison.Ordinal));

        using var refused = await PostAsync("/rules/draft/activate", new RuleChoice(mine.Version));

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("draft-changed", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync("/rules/activate", new RuleChoice("0123456789ab"))).StatusCode);
    }

    [Fact]
    public async Task Preview_says_what_the_draft_would_have_found_changed_and_cost()
    {
        for (var i = 1; i <= 30; i++) await ScoreAsync($"tx-{i}", amount: i <= 12 ? 10 : 20);
        var draft = await host.DraftAsync(Own);

        using var answer = await host.Client().PostAsync("/rules/draft/preview?days=1", null, Token);
        var preview = (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.RulePreview, Token))!;

        Assert.Equal((draft.Version, 30, 0), (preview.Version, preview.Decisions, preview.LeftOut));
        var rule = Assert.Single(preview.Rules);
        Assert.Equal(("any-ten", 12), (rule.Id, rule.Hits));
        Assert.Equal(["tx-12", "tx-11"], rule.Examples.Take(2));
        Assert.Equal(10, rule.Examples.Count);
        Assert.True(rule.NanosecondsPerEvent > 0);
        var change = Assert.Single(preview.Changes, one => one.To is Verdict.Block);
        Assert.Equal((Verdict.Allow, 12), (change.From, change.Count));
        Assert.Equal(Verdict.Allow, (await ScoreAsync("tx-31")).Verdict);
    }

    [Fact]
    public async Task Draft_in_force_would_change_nothing_of_what_it_decided()
    {
        var draft = await host.ActivateAsync(Own);
        for (var i = 1; i <= 10; i++) await ScoreAsync($"tx-{i}");

        using var answer = await host.Client().PostAsync("/rules/draft/preview", null, Token);
        var preview = (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.RulePreview, Token))!;

        Assert.Equal((10, 0), (preview.Decisions, preview.Changes.Count));
    }

    [Theory]
    [InlineData("rules: [", "text", "Line 2")]
    [InlineData("rules:\n  - id: x\n    when: amont > 3\n", "text", "Line 3, column 11: 'amont'")]
    [InlineData("rules:\n  - { id: x, when: amount > 3, weight: 0.1, reason: r, verdict: allow }", "text", "A verdict is review or block")]
    [InlineData("rules:\n  - { id: x, when: amount > 3, weight: 0.1, reason: r, attack: [T1] }", "text", "T1078")]
    [InlineData("rules:\n  - { id: x, when: amount > 3, weight: 0.1, reason: r, attack: T1078 }", "text", "'attack' is a list")]
    [InlineData("rules:\n  - { id: x, when: amount > 3, weight: 0.1, reason: r, severity: bad }", "text", "A severity is one of")]
    [InlineData("", "text", "1 to 262144 characters")]
    public async Task Mistake_in_a_draft_is_named_with_its_place_and_nothing_is_saved(string text, string field, string expected)
    {
        using var refused = await host.Client().PutAsJsonAsync("/rules/draft", new RuleText(text), ContractsJson.Default.RuleText, Token);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var problem = JsonDocument.Parse(await refused.Content.ReadAsStringAsync(Token));
        Assert.Contains(expected, problem.RootElement.GetProperty("errors").GetProperty(field)[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client().GetAsync("/rules/draft", Token)).StatusCode);
    }

    [Theory]
    [InlineData("/rules/activate", """{ "version": "no" }""", "version")]
    [InlineData("/rules/draft/activate", """{ "version": null }""", "version")]
    [InlineData("/rules/draft/activate", "[]", "")]
    public async Task Bad_choice_is_refused(string path, string body, string field)
    {
        using var content = new StringContent(body, null, "application/json");
        using var refused = await host.Client().PostAsync(path, content, Token);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains(field, await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(91)]
    public async Task Preview_of_too_many_days_is_refused(int days)
    {
        await host.DraftAsync(Own);
        using var refused = await host.Client().PostAsync($"/rules/draft/preview?days={days}", null, Token);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Rules_of_one_tenant_are_not_another_s()
    {
        var draft = await host.ActivateAsync(Own);
        var other = host.Client(tenant: "other");

        Assert.True((await other.GetFromJsonAsync("/rules", ContractsJson.Default.RuleSetView, Token))!.IsShipped);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync("/rules/draft", Token)).StatusCode);
        using var content = JsonContent.Create(new RuleChoice(draft.Version), ContractsJson.Default.RuleChoice);
        Assert.Equal(HttpStatusCode.NotFound, (await other.PostAsync("/rules/activate", content, Token)).StatusCode);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized)]
    [InlineData(Roles.Viewer, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData(Roles.DataScientist, HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData(Roles.Analyst, HttpStatusCode.OK, HttpStatusCode.OK)]
    public async Task Reading_and_changing_need_their_scopes(string? role, HttpStatusCode reading, HttpStatusCode changing)
    {
        var client = host.Client(role);

        Assert.Equal(reading, (await client.GetAsync("/rules", Token)).StatusCode);
        using var body = JsonContent.Create(new RuleText(Own), ContractsJson.Default.RuleText);
        Assert.Equal(changing, (await client.PutAsync("/rules/draft", body, Token)).StatusCode);
    }

    [Fact]
    public async Task Own_rules_are_in_force_again_after_a_restart()
    {
        var draft = await host.ActivateAsync(Own);
        await host.CrashAsync();
        await host.StartAppAsync();

        Assert.Equal(draft.Version, (await ScoreAsync("tx-1")).RulesVersion);
    }

    private Task<HttpResponseMessage> PostAsync(string path, RuleChoice choice) =>
        host.Client().PostAsJsonAsync(path, choice, ContractsJson.Default.RuleChoice, Token);

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type) => (await host.Client().GetFromJsonAsync(path, type, Token))!;

    private Task<Decision> ScoreAsync(string id, decimal amount = 10) => host.ScoreAsync(Traffic.One(id) with { Amount = amount });
}
