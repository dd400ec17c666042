using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Local;

namespace Platform.Hosting.Tests;

/// <summary>Topics through the one-machine host.</summary>
public sealed class TopicTests
{
    private const string Broker = """
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {name: pubsub}
        spec: {type: pubsub.in-memory, version: v1}
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_batch_is_handled_by_tenant_and_its_bad_events_go_to_the_dead_letters()
    {
        var seen = new Seen();
        await using var service = await StartAsync(seen);
        await using var host = await HostAsync(service);
        using var client = ClientOf(host);

        await client.BulkPublishEventAsync(Topics.PubSub, Topics.Transactions,
            [Event("1", "demo"), Event("2", null), Event("3", "NOT ONE"), Event("4", "demo", amount: -1), Event("5", "other")],
            ContractsJson.Default.Transaction, Ct);

        await Eventually.HoldsAsync(() => seen.Events.Count == 2 && host.Published("transactions-dead").Count == 3);
        Assert.Equal(["demo 1", "other 5"], seen.Events.Select(e => $"{e.Tenant} {e.Data.Id}").Order());
    }

    [Fact]
    public async Task An_event_that_is_no_transaction_is_dropped_alone()
    {
        var seen = new Seen();
        await using var service = await StartAsync(seen);
        await using var host = await HostAsync(service);
        using var client = ClientOf(host);

        await client.PublishEventAsync(Topics.PubSub, Topics.Transactions, new { nonsense = true }, ct: Ct);
        await client.PublishEventAsync(Topics.PubSub, Topics.Transactions, Event("1", "demo"), ContractsJson.Default.Transaction, Ct);

        await Eventually.HoldsAsync(() => seen.Events.Count == 1 && host.Published("transactions-dead").Count == 1);
    }

    [Fact]
    public async Task A_single_delivery_reaches_its_handler()
    {
        var seen = new Seen();
        await using var service = await StartAsync(seen);
        await using var host = await HostAsync(service);
        using var client = ClientOf(host);

        await client.PublishEventAsync(Topics.PubSub, Topics.Alerts, Event("a", "demo"), ContractsJson.Default.Transaction, Ct);

        await Eventually.HoldsAsync(() => seen.Single.Count == 1);
        Assert.Equal("demo a", seen.Single.Single());
    }

    [Fact]
    public async Task The_sidecar_is_told_of_bulk_and_dead_letters()
    {
        await using var service = await StartAsync(new());
        service.Http.DefaultRequestHeaders.Add("dapr-api-token", TestService.SidecarToken);

        var list = JsonNode.Parse(await service.Http.GetStringAsync("/dapr/subscribe", Ct))!.AsArray();

        var transactions = list.Single(entry => (string?)entry!["topic"] == "transactions")!;
        Assert.Equal("pubsub", (string?)transactions["pubsubname"]);
        Assert.Equal("transactions-dead", (string?)transactions["deadLetterTopic"]);
        Assert.Equal("/topics/transactions", (string?)transactions["routes"]!["default"]);
        Assert.Equal(100, (int?)transactions["bulkSubscribe"]!["maxMessagesCount"]);
        Assert.Equal(20, (int?)transactions["bulkSubscribe"]!["maxAwaitDurationMs"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task A_topic_without_the_sidecars_token_is_401(string? token)
    {
        await using var service = await StartAsync(new());
        if (token is not null)
            service.Http.DefaultRequestHeaders.Add("dapr-api-token", token);

        using var answer = await service.Http.PostAsync("/topics/transactions", null, Ct);

        Assert.Equal(401, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_topic_without_any_token_refuses_to_run()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => TestService.StartAsync(
            app => app.MapTopic<Transaction, One>(Topics.Transactions), settings: new() { ["APP_API_TOKEN"] = "" }));

        Assert.Contains("APP_API_TOKEN", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_overloaded_handler_is_503_so_that_all_is_delivered_again()
    {
        await using var service = await TestService.StartAsync(
            app => app.MapBulkTopic<Transaction, Full>(Topics.Transactions, new(10, TimeSpan.Zero)));
        service.Http.DefaultRequestHeaders.Add("dapr-api-token", TestService.SidecarToken);
        const string body = """
            {"entries":[{"entryId":"1","event":{"id":"1","tenantid":"demo","data":{"id":"1","time":"2026-05-04T12:30:00Z",
             "kind":"payment","amount":1,"currency":"EUR","account":"a","counterparty":"b"}}}]}
            """;
        using var content = new StringContent(body);

        using var answer = await service.Http.PostAsync("/topics/transactions", content, Ct);

        Assert.Equal(503, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Readiness_follows_the_sidecar()
    {
        await using var service = await StartAsync(new());
        Assert.Equal(503, (int)(await service.Http.GetAsync("/readyz", Ct)).StatusCode);
        Assert.Equal(200, (int)(await service.Http.GetAsync("/healthz", Ct)).StatusCode);
    }

    internal sealed class Seen
    {
        public ConcurrentBag<Received<Transaction>> Events { get; } = [];

        public ConcurrentBag<string> Single { get; } = [];
    }

    internal sealed class Batch(Seen seen) : IHandleBatch<Transaction>
    {
        public Task<IReadOnlyList<Delivery>> HandleAsync(IReadOnlyList<Received<Transaction>> events, CancellationToken ct)
        {
            foreach (var e in events)
                seen.Events.Add(e);
            return Task.FromResult<IReadOnlyList<Delivery>>([.. events.Select(_ => Delivery.Success)]);
        }
    }

    internal sealed class One(Seen seen) : IHandle<Transaction>
    {
        public Task<Delivery> HandleAsync(TenantId tenant, Transaction e, CancellationToken ct)
        {
            seen.Single.Add($"{tenant} {e.Id}");
            return Task.FromResult(Delivery.Success);
        }
    }

    internal sealed class Full : IHandleBatch<Transaction>
    {
        public Task<IReadOnlyList<Delivery>> HandleAsync(IReadOnlyList<Received<Transaction>> events, CancellationToken ct) =>
            throw new OverloadedException("The queue is full.");
    }

    private static Transaction Sample(string id, decimal amount) => new()
    {
        Id = id, Time = new(2026, 5, 4, 0, 0, 0, TimeSpan.Zero), Kind = TransactionKind.Payment, Amount = amount, Currency = "EUR",
        Account = "a", Counterparty = "b",
    };

    private static CloudEvent<Transaction> Event(string id, string? tenant, decimal amount = 1) =>
        new(id, "test", "platform.transaction", new(2026, 5, 4, 0, 0, 0, TimeSpan.Zero), Sample(id, amount)) { TenantId = tenant };

    private static Task<TestService> StartAsync(Seen seen) => TestService.StartAsync(
        app =>
        {
            app.MapBulkTopic<Transaction, Batch>(Topics.Transactions, new(100, TimeSpan.FromMilliseconds(20)));
            app.MapTopic<Transaction, One>(Topics.Alerts);
        },
        services => services.AddSingleton(seen));

    private static async Task<LocalHost> HostAsync(TestService service)
    {
        var host = await LocalHost.StartAsync(
            new()
            {
                Apps = [new("app", service.Http.BaseAddress!.Port)],
                Resources = [Broker],
                AppApiToken = TestService.SidecarToken,
            },
            Ct);
        await Eventually.HoldsAsync(() => host.IsUp("app"));
        return host;
    }

    private static DaprClient ClientOf(LocalHost host) => new(new DaprClientOptions { HttpEndpoint = host.HttpEndpoint("app") });
}
