using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Risk.Lists;
using static Platform.Risk.Tests.Lists.ListCalls;

namespace Platform.Risk.Tests.Lists;

public sealed class ListDecisionTests : IAsyncLifetime
{
    private const string Asking = """
        rules:
          - { id: mule, when: 'counterparty in list("mules")', weight: 0.7, verdict: review, reason: mule }
          - { id: stranger, when: 'account not in list("friends") and device not in list("friends")', weight: 0.1, reason: stranger }
        """;

    private RiskHost host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => host = await RiskHost.StartAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Change_counts_for_the_next_event()
    {
        Assert.Equal(Verdict.Allow, (await ScoreAsync("tx-1")).Verdict);
        await host.DefineAsync("mules", ListKind.Block, ListField.Counterparty, "known mules");
        await host.AddAsync("mules", Entry("b-1", "chargeback"));

        var blocked = await ScoreAsync("tx-2");
        await host.RemoveAsync("mules", "b-1");
        var after = await ScoreAsync("tx-3");
        await host.AddAsync("mules", Entry("b-1") with { ExpiresAt = TimeProvider.System.GetUtcNow().AddMinutes(-1) });
        var expired = await ScoreAsync("tx-4");

        Assert.Equal(Verdict.Block, blocked.Verdict);
        Assert.Equal(
            new Reason("list:mules", "The counterparty is on the block list 'mules': known mules (chargeback)", 0), blocked.Reasons[0]);
        Assert.Equal((Verdict.Allow, Verdict.Allow), (after.Verdict, expired.Verdict));
        Assert.Empty(after.Reasons);
    }

    [Fact]
    public async Task Allow_list_lets_pass_what_rules_block_and_the_score_stays_as_it_is()
    {
        await host.ActivateAsync("rules: [{ id: any, when: amount > 0, weight: 0.95, verdict: block, reason: any }]");
        await host.DefineAsync("friends", ListKind.Allow, ListField.Account);
        await host.AddAsync("friends", Entry("a-1"));

        var decision = await ScoreAsync("tx-1");

        Assert.Equal((Verdict.Allow, 0.95), (decision.Verdict, Math.Round(decision.Score, 6)));
        Assert.Equal(["list:friends", "any"], decision.Reasons.Select(reason => reason.Code));
        Assert.Equal(decision.Score, decision.Reasons.Sum(reason => reason.Contribution), 9);
    }

    [Fact]
    public async Task Decision_is_made_again_when_the_lists_have_changed_since()
    {
        await host.DefineAsync("blocked", ListKind.Block, ListField.Account, "then");
        await host.DefineAsync("mules", ListKind.Plain);
        await host.DefineAsync("friends", ListKind.Plain);
        await host.AddAsync("mules", Entry("b-1"));
        await host.AddAsync("blocked", Entry("a-2", "why then"));
        await host.ActivateAsync(Asking);
        var (mule, blocked) = (await ScoreAsync("tx-1", device: "d-1"), await ScoreAsync("tx-2", account: "a-2", counterparty: "b-2"));
        var nothing = await ScoreAsync("tx-3", counterparty: "b-2");

        await host.RemoveAsync("mules", "b-1");
        await host.AddAsync("friends", Entry("a-1"), Entry("a-2"), Entry("d-1"));
        await host.RemoveAsync("blocked", "a-2");
        await host.DefineAsync("blocked", ListKind.Allow, ListField.Account, "now");

        Assert.Equal((Verdict.Review, Verdict.Block, Verdict.Allow), (mule.Verdict, blocked.Verdict, nothing.Verdict));
        var bundles = new[] { await EvidenceAsync("tx-1"), await EvidenceAsync("tx-2"), await EvidenceAsync("tx-3") };
        Assert.All(bundles, bundle => Assert.True(bundle.Replay.IsIdentical, string.Join("; ", bundle.Replay.Differences)));
        Assert.Equal(new("mules", "b-1"), Assert.Single(bundles[0].Lists!.Members));
        var hit = Assert.Single(bundles[1].Lists!.Hits);
        Assert.Equal(
            ("blocked", ListKind.Block, ListField.Account, "a-2", "then", "why then"),
            (hit.List, hit.Kind, hit.Field, hit.Value, hit.Description, hit.Reason));
        Assert.Null(bundles[2].Lists);
    }

    [Fact]
    public async Task Altered_hits_show_in_the_replay()
    {
        await host.DefineAsync("mules", ListKind.Block, ListField.Counterparty);
        await host.AddAsync("mules", Entry("b-1"));
        await ScoreAsync("tx-1");
        await host.AlterAsync("UPDATE decisions SET list_hits = NULL WHERE id = 'tx-1'");

        Assert.Contains((await EvidenceAsync("tx-1")).Replay.Differences, one => one.Contains("verdict", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Draft_that_asks_a_list_that_there_is_not_is_refused_with_its_place()
    {
        using var refused = await host.Client().PutAsJsonAsync("/rules/draft", new RuleText(Asking), ContractsJson.Default.RuleText, Token);

        Assert.Contains(
            "Line 2, column 45: There is no list", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preview_asks_the_lists_as_they_are_and_keeps_what_lists_decided()
    {
        await host.DefineAsync("watched", ListKind.Watch, ListField.Account);
        await host.AddAsync("watched", Entry("a-1"));
        for (var i = 0; i < 3; i++) Assert.Equal(Verdict.Review, (await ScoreAsync($"tx-{i}")).Verdict);
        await host.DefineAsync("mules", ListKind.Plain);
        await host.AddAsync("mules", Entry("b-1"));
        await host.DraftAsync("""rules: [{ id: mule, when: 'counterparty in list("mules")', weight: 0.1, reason: mule }]""");

        using var answer = await host.Client().PostAsync("/rules/draft/preview", null, Token);
        var preview = (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.RulePreview, Token))!;

        Assert.Equal(3, Assert.Single(preview.Rules).Hits);
        Assert.Empty(preview.Changes);
    }

    [Fact]
    public async Task Change_at_another_replica_is_seen()
    {
        await host.DefineAsync("mules", ListKind.Block, ListField.Counterparty);
        Assert.Equal(Verdict.Allow, (await ScoreAsync("tx-1")).Verdict);

        await host.AlterAsync($"{WrittenElsewhere("b-1")}; SELECT pg_notify('risk_lists', 'demo')");

        await BlocksAsync("tx-a");
    }

    [Fact]
    public async Task Replica_that_missed_a_notification_catches_up_when_it_listens_again()
    {
        await host.DefineAsync("mules", ListKind.Block, ListField.Counterparty);
        Assert.Equal(Verdict.Allow, (await ScoreAsync("tx-1")).Verdict);

        await host.AlterAsync(WrittenElsewhere("b-1"));
        Assert.Equal(Verdict.Allow, (await ScoreAsync("tx-2")).Verdict);
        await host.AlterAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%risk_lists%'");

        await BlocksAsync("tx-b");
    }

    [Fact]
    public async Task Replica_that_was_away_for_longer_than_removals_are_kept_reads_all_again()
    {
        // A plain list: of the others the table is asked again, which would hide what memory still holds.
        await host.DefineAsync("mules", ListKind.Plain);
        await host.AddAsync("mules", Entry("b-1"));
        await host.ActivateAsync(
            """rules: [{ id: mule, when: 'counterparty in list("mules")', weight: 0.1, verdict: block, reason: m }]""");
        Assert.Equal(Verdict.Block, (await ScoreAsync("tx-1")).Verdict);

        await host.AlterAsync("DELETE FROM list_entries; UPDATE list_position SET revision = revision + 2, pruned = revision + 1");
        await host.AddAsync("mules", Entry("other"));

        Assert.Equal(Verdict.Allow, (await ScoreAsync("tx-2")).Verdict);
    }

    [Fact]
    public async Task Million_entries_are_read_at_once_and_take_twenty_bytes_each()
    {
        const int count = 1_000_000;
        await host.DefineAsync("big", ListKind.Block, ListField.Counterparty);
        await host.AlterAsync($"""
            INSERT INTO list_entries SELECT id, 'acc-' || i, NULL, NULL, 'test', now(), 2 FROM lists, generate_series(1, {count}) AS i;
            UPDATE lists SET entries = {count}; UPDATE list_position SET revision = 2
            """);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var lists = await host.Services.GetRequiredService<ReadLists>().HandleAsync(new TenantId("demo"), null, Token);

        // Other tests allocate meanwhile; a set of the texts would take a hundred bytes each.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, 0, count * 48L);
        Assert.Equal(count * 20L, lists.Bytes);
        for (var i = 1; i <= count; i += 997) Assert.True(lists.Holds("big", $"acc-{i}", at: 1));
        for (var i = count + 1; i < count + 5_000; i++) Assert.False(lists.Holds("big", $"acc-{i}", at: 1));
    }

    private static string WrittenElsewhere(string value) => $"""
        UPDATE list_position SET revision = revision + 1;
        INSERT INTO list_entries SELECT id, '{value}', NULL, NULL, 'other', now(), revision FROM lists, list_position
        """;

    private Task BlocksAsync(string prefix)
    {
        var tried = 0;
        return Eventually.HoldsAsync(async () => (await ScoreAsync($"{prefix}-{tried++}")).Verdict is Verdict.Block);
    }

    private async Task<EvidenceBundle> EvidenceAsync(string id) =>
        (await host.Client().GetFromJsonAsync($"/decisions/{id}/evidence", ContractsJson.Default.EvidenceBundle, Token))!;

    private Task<Decision> ScoreAsync(string id, string account = "a-1", string counterparty = "b-1", string? device = null) =>
        host.ScoreAsync(Traffic.One(id, account: account, counterparty: counterparty) with { Device = device });
}
