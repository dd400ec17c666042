using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Risk.Outcomes;

namespace Platform.Risk.Tests.Outcomes;

public sealed class LearnOutcomesTests
{
    private const string Extra = """
          - { name: receiverFrauds, entity: receiver, function: frauds, window: 7d, delay: 1h, text: "frauds at the counterparty" }

        """;

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_an_event_turned_out_to_be_is_seen_by_later_ones_after_its_delay()
    {
        await using var host = await StartAsync();
        await host.ScoreAsync(At("tx-1", 0));
        await LearnAsync(host, Of("tx-1", 1));

        await host.ScoreAsync(At("tx-2", 0.5));
        await host.ScoreAsync(At("tx-3", 3 * 24));
        await host.ScoreAsync(At("tx-4", 3 * 24, counterparty: "b-2"));

        Assert.Equal(0, await FraudsAsync(host, "tx-2"));
        Assert.Equal(1, await FraudsAsync(host, "tx-3"));
        Assert.Equal(0, await FraudsAsync(host, "tx-4"));
    }

    [Fact]
    public async Task A_repeated_outcome_counts_once_a_corrected_one_is_taken_back_and_an_older_one_is_passed_over()
    {
        await using var host = await StartAsync();
        await host.ScoreAsync(At("tx-1", 0));
        await host.ScoreAsync(At("tx-2", 0));
        await LearnAsync(host, Of("tx-1", 1), Of("tx-2", 2));
        await LearnAsync(host, Of("tx-1", 1), Of("tx-1", 4) with { Verdict = Finding.Legitimate }, Of("tx-1", 3));
        await LearnAsync(host, Of("tx-1", 3));

        await host.ScoreAsync(At("tx-3", 3 * 24));
        Assert.Equal(1, await FraudsAsync(host, "tx-3"));
    }

    [Fact]
    public async Task An_outcome_of_an_event_that_was_never_decided_is_kept_and_changes_no_history()
    {
        await using var host = await StartAsync();
        await host.ScoreAsync(At("tx-1", 0));
        await LearnAsync(host, Of("unknown", 1), Of("tx-1", 2));

        var store = host.Services.GetRequiredService<OutcomeStore>();
        Assert.Equal(2, (await store.OfAsync(new("demo"), ["unknown", "tx-1"], Token)).Count);
        Assert.Equal("tx-1", Assert.Single(await store.AfterAsync(new("demo"), 0, Token)).Transaction.Id);
    }

    [Fact]
    public async Task After_a_crash_histories_hold_what_was_learnt_exactly_once()
    {
        await using var host = await StartAsync(new() { ["Risk:CheckpointEvents"] = "1", ["Risk:CheckpointStepMs"] = "10" });
        await host.ScoreAsync(At("tx-1", 0));
        await host.ScoreAsync(At("tx-2", 1));
        await LearnAsync(host, Of("tx-1", 1));
        await host.CrashAsync();
        await host.StartAppAsync();
        await LearnAsync(host, Of("tx-1", 1), Of("tx-2", 2));
        await host.CrashAsync();
        await host.StartAppAsync();

        await host.ScoreAsync(At("tx-3", 3 * 24));
        Assert.Equal(2, await FraudsAsync(host, "tx-3"));
    }

    [Fact]
    public async Task Features_that_are_declared_later_see_old_outcomes_when_they_were_known()
    {
        await using var host = await RiskHost.StartAsync();
        await host.ScoreAsync(At("tx-1", 0));
        await LearnAsync(host, Of("tx-1", 1));
        await host.ScoreAsync(At("tx-2", 3 * 24));
        await RestartWithAsync(host, Extra);

        await host.ScoreAsync(At("tx-3", 3 * 24));
        Assert.Equal(1, await FraudsAsync(host, "tx-3"));
    }

    [Fact]
    public async Task A_preview_says_how_well_hits_agree_with_what_is_known()
    {
        await using var host = await RiskHost.StartAsync();
        for (var i = 1; i <= 6; i++) await host.ScoreAsync(Traffic.One($"tx-{i}", amount: 100 * i, account: $"a-{i}"));
        await LearnAsync(host, Of("tx-1", 1), Of("tx-5", 2), Of("tx-6", 3) with { Verdict = Finding.Legitimate });
        await host.DraftAsync("rules:\n  - { id: large, when: amount > 350, weight: 0.99, verdict: block, reason: Large }\n");

        using var answer = await host.Client().PostAsync("/rules/draft/preview?days=1", null, Token);
        var preview = (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.RulePreview, Token))!;

        Assert.Equal(new(Known: 2, Frauds: 1, AllFrauds: 2), Assert.Single(preview.Rules).Quality);
        Assert.Equal(new(Known: 2, Frauds: 1, AllFrauds: 2), preview.After);
        Assert.Equal((0.5, 0.5), (preview.After!.Precision, preview.After.Recall));
        Assert.Equal(new(Known: 0, Frauds: 0, AllFrauds: 2), preview.Before);
        Assert.Equal((null, 0.0), (preview.Before!.Precision, preview.Before.Recall));
    }

    private static async Task<RiskHost> StartAsync(Dictionary<string, string>? settings = null)
    {
        var host = await RiskHost.StartAsync(settings);
        await RestartWithAsync(host, Extra);
        return host;
    }

    private static async Task RestartWithAsync(RiskHost host, string features)
    {
        await host.CrashAsync();
        await File.AppendAllTextAsync(Path.Combine(host.Features, "transactions.yaml"), features, Token);
        await host.StartAppAsync();
    }

    private static Transaction At(string id, double hours, string counterparty = "b-1") =>
        Traffic.One(id, counterparty: counterparty) with { Time = Traffic.Start.AddHours(hours) };

    private static Outcome Of(string eventId, long number) => new()
    {
        EventId = eventId, Verdict = Finding.Fraud, Source = LabelSource.Analyst, Confidence = 1, KnownAt = Traffic.Start.AddHours(2),
        LabelId = $"l-{number}", Number = number,
    };

    private static async Task<double?> FraudsAsync(RiskHost host, string id)
    {
        var decision = await host.Client().GetFromJsonAsync($"/decisions/{id}", ContractsJson.Default.Decision, Token);
        return decision!.Features!["receiverFrauds"];
    }

    // As models announces them; waits until the last of them is taken in.
    private static async Task LearnAsync(RiskHost host, params Outcome[] outcomes)
    {
        var marker = Of($"marker-{Guid.NewGuid():N}", 1);
        var envelopes = outcomes.Append(marker).Select(outcome => new CloudEvent<Outcome>(
            $"{outcome.EventId}.{outcome.Number}", "models", "platform.outcome", outcome.KnownAt, outcome)
        {
            TenantId = "demo", PartitionKey = "demo",
        });
        await host.Services.GetRequiredService<DaprClient>().BulkPublishEventAsync(
            Topics.PubSub, Topics.Outcomes, [.. envelopes], ContractsJson.Default.Outcome, Token);
        var store = host.Services.GetRequiredService<OutcomeStore>();
        await Eventually.HoldsAsync(async () => (await store.OfAsync(new("demo"), [marker.EventId], Token)).Count == 1);
    }
}
