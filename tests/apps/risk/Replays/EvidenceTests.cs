using System.Net;
using System.Net.Http.Json;
using Platform.Contracts;

namespace Platform.Risk.Tests.Replays;

public sealed class EvidenceTests : IAsyncLifetime
{
    private const string Own =
        "rules:\n  - { id: any, when: amount > 0, weight: 0.7, suppress: { by: [account], for: 1h }, reason: \"{amount:0.00}\" }\n";

    private RiskHost host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => host = await RiskHost.StartAsync(
        new() { ["Risk:FirstModelAfter"] = "200", ["Risk:CheckpointStepMs"] = "20" });

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Decision_by_rules_alone_is_made_again_bit_by_bit()
    {
        await ScoreAsync("tx-1");

        var bundle = await EvidenceAsync("tx-1");

        Assert.Equal((true, 0), (bundle.Replay.IsIdentical, bundle.Replay.Differences.Count));
        Assert.Contains("amount-outlier", bundle.RuleText, StringComparison.Ordinal);
        Assert.Contains("sentCount1h", bundle.FeatureText, StringComparison.Ordinal);
        Assert.Contains("ReviewFrom", bundle.Settings, StringComparison.Ordinal);
        Assert.Contains(bundle.Rules, rule => rule is { Id: "amount-outlier", Evidence: 0 });
        Assert.Null(bundle.Model);
        Assert.Equal(10, bundle.Decision.Features!["amount"]);
    }

    [Fact]
    public async Task Decision_by_a_model_is_made_again_when_rules_and_model_have_changed_since()
    {
        await WithModelAsync();
        var then = await ScoreAsync("odd", amount: 5_000);
        Assert.NotNull(then.Model);
        Assert.NotEmpty(then.Reasons);

        await host.ActivateAsync(Own);
        var newer = await ModelAfterAsync(then.Model.Version, from: 1_000);

        var (old, now) = (await EvidenceAsync("odd"), await EvidenceAsync(newer));

        Assert.True(old.Replay.IsIdentical, string.Join("; ", old.Replay.Differences));
        Assert.True(now.Replay.IsIdentical, string.Join("; ", now.Replay.Differences));
        Assert.NotEqual(old.Decision.RulesVersion, now.Decision.RulesVersion);
        Assert.NotEqual(old.Model!.Version, now.Model!.Version);
        Assert.NotEqual(old.Model.Sha256, now.Model.Sha256);
        Assert.Equal(then.Score, old.Decision.Score);
        Assert.True(old.Model.Contributions[0].Contribution > 0);
    }

    [Theory]
    [InlineData("UPDATE decisions SET score = score + 1e-15 WHERE id = 'tx-1'", "score")]
    [InlineData("UPDATE decisions SET verdict = 2 WHERE id = 'tx-1'", "verdict")]
    [InlineData("UPDATE decisions SET reasons = '[]' WHERE id = 'tx-2'", "reasons")]
    [InlineData("UPDATE decisions SET features[1] = features[1] + 1 WHERE id = 'tx-2'", "reasons")]
    public async Task Whatever_was_altered_shows(string change, string expected)
    {
        await ScoreAsync("tx-1");
        await host.ActivateAsync(Own);
        await ScoreAsync("tx-2");
        await host.AlterAsync(change);

        var replays = new[] { await EvidenceAsync("tx-1"), await EvidenceAsync("tx-2") };

        Assert.Contains(expected, Assert.Single(replays, one => !one.Replay.IsIdentical).Replay.Differences[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decision_from_before_things_were_kept_says_so()
    {
        await ScoreAsync("tx-1");
        await host.AlterAsync("UPDATE decisions SET settings = ''");

        using var refused = await host.Client().GetAsync("/decisions/tx-1/evidence", Token);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("evidence-incomplete", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE rule_texts SET text = 'rules: 7'", "rules(1,8)")]
    [InlineData("UPDATE kept_texts SET text = 'name: [' WHERE text LIKE '%sentCount1h%'", "evidence-unreadable")]
    [InlineData("UPDATE kept_texts SET text = 'x' WHERE text LIKE '%ReviewFrom%'", "evidence-unreadable")]
    public async Task Damaged_evidence_is_named_and_not_taken_for_a_bug(string damage, string expected)
    {
        await ScoreAsync("tx-1");
        await host.AlterAsync(damage);

        using var refused = await host.Client().GetAsync("/decisions/tx-1/evidence", Token);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains(expected, await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evidence_of_another_tenant_is_not_found_and_anonymous_callers_see_nothing()
    {
        await ScoreAsync("tx-1");

        Assert.Equal(HttpStatusCode.NotFound, (await host.Client(tenant: "other").GetAsync("/decisions/tx-1/evidence", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client().GetAsync("/decisions/nothing/evidence", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Client(role: null).GetAsync("/decisions/tx-1/evidence", Token)).StatusCode);
    }

    private async Task WithModelAsync()
    {
        for (var i = 0; i < 260; i++) await ScoreAsync($"warm-{i}", amount: 10 + i % 7);
        await ModelAfterAsync(null, from: 500);
    }

    // Scores until a model other than this one takes part; the id of the event for which it did.
    private async Task<string> ModelAfterAsync(string? version, int from)
    {
        for (var i = from; i < from + 1_500; i++)
        {
            if ((await ScoreAsync($"next-{i}", amount: 10 + i % 7)).Model is { } model && model.Version != version) return $"next-{i}";
        }

        throw new InvalidOperationException("No new model came into force.");
    }

    private async Task<EvidenceBundle> EvidenceAsync(string id) =>
        (await host.Client().GetFromJsonAsync($"/decisions/{id}/evidence", ContractsJson.Default.EvidenceBundle, Token))!;

    private Task<Decision> ScoreAsync(string id, decimal amount = 10) => host.ScoreAsync(Traffic.One(id) with { Amount = amount });
}
