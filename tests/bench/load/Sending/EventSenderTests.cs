using Microsoft.AspNetCore.Http;
using Platform.Contracts;
using Platform.Load.Sending;
using Platform.Load.Simulation;

namespace Platform.Load.Tests.Sending;

public sealed class EventSenderTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_event_arrives_as_it_was_made()
    {
        await using var stub = await GatewayStub.StartAsync();
        using var client = stub.Client();
        var sender = new EventSender(client, new());
        var events = Events(1_234);

        await sender.RunAsync(events, new Unpaced(), Ct);

        Assert.Equal(1_234, sender.Counters.Accepted);
        Assert.Equal(events.Select(e => e.Id).Order(), stub.Events.Keys.Order());
        var (sent, got) = (events[7], stub.Events[events[7].Id]);
        Assert.Equal(sent.Amount, got.GetProperty("amount").GetDecimal());
        Assert.Equal(sent.Time, got.GetProperty("time").GetDateTimeOffset());
        Assert.Equal(sent.Kind is TransactionKind.Payment ? "payment" : "transfer", got.GetProperty("kind").GetString());
        Assert.All(stub.Tokens, token => Assert.Equal("Bearer secret", token));
    }

    [Fact]
    public async Task Chunks_are_full_when_events_do_not_wait()
    {
        await using var stub = await GatewayStub.StartAsync();
        using var client = stub.Client();

        await new EventSender(client, new() { ChunkEvents = 100 }).RunAsync(Events(250), new Unpaced(), Ct);

        Assert.Equal([50, 100, 100], stub.ChunkSizes.Order());
    }

    [Fact]
    public async Task A_chunk_leaves_by_age_when_events_are_rare()
    {
        await using var stub = await GatewayStub.StartAsync();
        using var client = stub.Client();

        await new EventSender(client, new() { ChunkAge = TimeSpan.FromMilliseconds(20) }).RunAsync(Events(20), new SteadySchedule(200), Ct);

        Assert.Equal([4, 4, 4, 4, 4], stub.ChunkSizes);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task An_answer_that_means_later_is_tried_again_with_the_same_ids(int status)
    {
        await using var stub = await GatewayStub.StartAsync();
        using var client = stub.Client();
        stub.Next(http => { http.Response.StatusCode = status; http.Response.Headers.RetryAfter = "0"; return Task.CompletedTask; });
        var sender = new EventSender(client, new());

        await sender.RunAsync(Events(10), new Unpaced(), Ct);

        Assert.Equal((10, 0, 1), (sender.Counters.Accepted, sender.Counters.Duplicates, sender.Counters.Retried));
    }

    [Fact]
    public async Task What_arrived_before_the_answer_was_lost_counts_as_delivered()
    {
        await using var stub = await GatewayStub.StartAsync();
        using var client = stub.Client();
        stub.Next(async http => { await stub.KeepAsync(http); http.Abort(); });
        var sender = new EventSender(client, new());

        await sender.RunAsync(Events(10), new Unpaced(), Ct);

        Assert.Equal((0, 10, 10), (sender.Counters.Accepted, sender.Counters.Duplicates, sender.Counters.Delivered));
    }

    [Fact]
    public async Task A_refusal_ends_the_run_with_what_the_gateway_said()
    {
        await using var stub = await GatewayStub.StartAsync();
        using var client = stub.Client();
        stub.Next(http => { http.Response.StatusCode = 401; return http.Response.WriteAsync("no such key"); });

        var refusal = await Assert.ThrowsAsync<GatewayException>(
            () => new EventSender(client, new()).RunAsync(Events(10), new Unpaced(), Ct));

        Assert.Contains("no such key", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_more_requests_are_in_flight_than_allowed()
    {
        await using var stub = await GatewayStub.StartAsync();
        using var client = stub.Client();
        var (running, most) = (0, 0);
        for (var i = 0; i < 20; i++)
        {
            stub.Next(async http =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                var answer = await stub.KeepAsync(http);
                Interlocked.Decrement(ref running);
                await http.Response.WriteAsync(answer);
            });
        }

        await new EventSender(client, new() { ChunkEvents = 10, MaxInFlight = 2 }).RunAsync(Events(200), new Unpaced(), Ct);

        Assert.Equal(200, stub.Events.Count);
        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task Events_that_nobody_takes_count_as_failed()
    {
        await using var stub = await GatewayStub.StartAsync();
        using var client = stub.Client();
        stub.Next(http => { http.Response.StatusCode = 503; http.Response.Headers.RetryAfter = "2"; return Task.CompletedTask; });
        var sender = new EventSender(client, new() { GiveUpAfter = TimeSpan.FromSeconds(1) });

        await sender.RunAsync(Events(10), new Unpaced(), Ct);

        Assert.Equal((10, 0), (sender.Counters.Failed, sender.Counters.Delivered));
    }

    private static List<Transaction> Events(int count) =>
        [.. new Simulator(new() { Start = DateTimeOffset.UnixEpoch.AddYears(50) }).Events().Take(count).Select(e => e.Transaction)];
}
