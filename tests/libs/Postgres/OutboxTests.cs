using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Contracts;

namespace Platform.Postgres.Tests;

public sealed class OutboxTests
{
    private static readonly TenantId demo = new("demo");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_announcement_stays_only_with_its_change()
    {
        using var test = await TestDatabase.CreateAsync();
        var database = test.As("first");
        var outbox = new Outbox(database);
        await using (var connection = await database.OpenAsync(demo, Ct))
            await outbox.AddAsync(connection, "things", "[]"u8.ToArray(), Ct);

        Assert.Equal(0L, await database.RunAsync("demo", "SELECT count(*) FROM first_outbox"));
    }

    [Fact]
    public async Task A_deleted_announcement_is_not_relayed()
    {
        using var test = await TestDatabase.CreateAsync();
        var database = test.As("first");
        var outbox = new Outbox(database);
        await outbox.DeleteAsync(demo, await AddAsync(database, outbox, "[1]"), Ct);

        Assert.Empty(await RelayAsync(outbox, TimeSpan.Zero));
    }

    [Fact]
    public async Task What_a_crash_left_behind_is_relayed_once_in_order()
    {
        using var test = await TestDatabase.CreateAsync();
        var database = test.As("first");
        var outbox = new Outbox(database);
        await AddAsync(database, outbox, "[1]");
        await AddAsync(database, outbox, "[2]");

        Assert.Equal(["things [1]", "things [2]"], await RelayAsync(outbox, TimeSpan.Zero));
        Assert.Empty(await RelayAsync(outbox, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_fresh_announcement_is_left_to_its_writer()
    {
        using var test = await TestDatabase.CreateAsync();
        var database = test.As("first");
        var outbox = new Outbox(database);
        await AddAsync(database, outbox, "[1]");

        Assert.Empty(await RelayAsync(outbox, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_failed_publish_leaves_the_announcement_for_later()
    {
        using var test = await TestDatabase.CreateAsync();
        var database = test.As("first");
        var outbox = new Outbox(database);
        await AddAsync(database, outbox, "[1]");
        await Assert.ThrowsAsync<TimeoutException>(() =>
            outbox.RelayAsync(demo, TimeSpan.Zero, 10, (_, _, _) => throw new TimeoutException(), Ct));

        Assert.Equal(["things [1]"], await RelayAsync(outbox, TimeSpan.Zero));
    }

    [Fact]
    public async Task The_relay_publishes_left_overs_of_every_tenant_at_start()
    {
        using var test = await TestDatabase.CreateAsync();
        var database = test.As("first");
        var outbox = new Outbox(database);
        await AddAsync(database, outbox, "[1]");
        var published = new TaskCompletionSource<string>();
        using var relay = new OutboxRelay(
            database, outbox, (topic, _, _) => { published.TrySetResult(topic); return Task.CompletedTask; }, TimeProvider.System,
            NullLogger<OutboxRelay>.Instance);

        await relay.StartAsync(Ct);

        Assert.Equal("things", await published.Task.WaitAsync(TimeSpan.FromSeconds(20), Ct));
        await relay.StopAsync(Ct);
    }

    private static async Task<Guid> AddAsync(TenantDatabase database, Outbox outbox, string payload)
    {
        await using var connection = await database.OpenAsync(demo, Ct);
        var id = await outbox.AddAsync(connection, "things", Encoding.UTF8.GetBytes(payload), Ct);
        await connection.CommitAsync(Ct);
        return id;
    }

    private static async Task<List<string>> RelayAsync(Outbox outbox, TimeSpan age)
    {
        var seen = new List<string>();
        await outbox.RelayAsync(demo, age, 10, Publish, Ct);
        return seen;

        Task Publish(string topic, ReadOnlyMemory<byte> payload, CancellationToken ct)
        {
            seen.Add($"{topic} {Encoding.UTF8.GetString(payload.Span)}");
            return Task.CompletedTask;
        }
    }
}
