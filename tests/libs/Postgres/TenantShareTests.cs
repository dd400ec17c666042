using Npgsql;
using Platform.Contracts;
using Platform.Tests;

namespace Platform.Postgres.Tests;

public sealed class TenantShareTests
{
    private const int Pool = 20;
    private static readonly TenantId Slow = new("slow");
    private static readonly TenantId Quick = new("quick");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Slow_queries_of_one_tenant_leave_connections_to_the_others()
    {
        using var test = await TestDatabase.CreateAsync();
        var database = test.As("first");
        await database.MigrateAsync(Slow, Ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var slow = Enumerable.Range(0, Pool).Select(_ => HangAsync(database, stop.Token)).ToList();
        await Eventually.HoldsAsync(async () => await SleepingAsync(test) == Pool / 2);

        Assert.Equal(1, await database.RunAsync("quick", "SELECT 1"));

        Assert.DoesNotContain(slow, query => query.IsCompleted);
        await stop.CancelAsync();
        await Task.WhenAll(slow);
    }

    [Fact]
    public async Task A_tenant_without_a_free_connection_is_told_to_come_later_and_served_when_one_is_back()
    {
        using var test = await TestDatabase.CreateAsync();
        var database = test.As("first", new() { WaitSeconds = 1 });
        var held = new List<TenantConnection>();
        for (var i = 0; i < Pool / 2; i++) held.Add(await database.OpenAsync(Slow, Ct));

        await Assert.ThrowsAsync<TenantBusyException>(() => database.OpenAsync(Slow, Ct));
        await held[0].DisposeAsync();
        await held[0].DisposeAsync();
        await using (await database.OpenAsync(Slow, Ct))
        {
            // Disposed of twice, a connection was given back once.
            await Assert.ThrowsAsync<TenantBusyException>(() => database.OpenAsync(Slow, Ct));
        }

        foreach (var connection in held) await connection.DisposeAsync();
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_is_stopped()
    {
        using var test = await TestDatabase.CreateAsync();
        var database = test.As("first", new() { StatementTimeoutSeconds = 1 });

        var stopped = await Assert.ThrowsAsync<PostgresException>(() => database.RunAsync("slow", "SELECT 1 FROM pg_sleep(60)"));

        Assert.Equal(PostgresErrorCodes.QueryCanceled, stopped.SqlState);
        Assert.True(DatabaseAway.IsAway(stopped));
    }

    [Fact]
    public async Task A_transaction_that_may_take_long_is_not_stopped_and_the_next_one_is()
    {
        using var test = await TestDatabase.CreateAsync();
        var database = test.As("first", new() { StatementTimeoutSeconds = 1 });
        await using (var connection = await database.OpenAsync(Slow, Ct))
        {
            await connection.AllowLongAsync(Ct);
            await using var command = connection.Command("SELECT 1 FROM pg_sleep(1.5)");
            Assert.Equal(1, await command.ExecuteScalarAsync(Ct));
        }

        await Assert.ThrowsAsync<PostgresException>(() => database.RunAsync("slow", "SELECT 1 FROM pg_sleep(60)"));
    }

    [Fact]
    public async Task A_query_that_fails_gives_its_connection_back()
    {
        using var test = await TestDatabase.CreateAsync();
        var database = test.As("first", new() { WaitSeconds = 1 });
        for (var i = 0; i < Pool; i++)
        {
            await Assert.ThrowsAsync<PostgresException>(() => database.OpenAsync(
                Quick, new("SELECT nothing_of_the_kind"), static (_, _) => Task.FromResult(0), Ct));
        }

        Assert.Equal(1, await database.RunAsync("quick", "SELECT 1"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_is_given_back_with_the_commit_so_that_its_owner_may_open_another(bool withLast)
    {
        using var test = await TestDatabase.CreateAsync();
        var database = test.As("first", new() { WaitSeconds = 1 });
        var owners = Enumerable.Range(0, Pool / 2).Select(async _ =>
        {
            await using var connection = await database.OpenAsync(Slow, Ct);
            await (withLast ? connection.CommitAfterAsync(new("SELECT 1"), Ct) : connection.CommitAsync(Ct));
            await database.RunAsync("slow", "SELECT 1 FROM pg_sleep(0.1)");
            return await database.RunAsync("slow", "SELECT 1");
        });

        Assert.All(await Task.WhenAll(owners), answer => Assert.Equal(1, answer));
    }

    private static async Task HangAsync(TenantDatabase database, CancellationToken ct)
    {
        try
        {
            await using var connection = await database.OpenAsync(Slow, ct);
            await using var command = connection.Command("SELECT pg_sleep(25)");
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (OperationCanceledException)
        {
            // The test has seen enough.
            return;
        }
    }

    private static async Task<long?> SleepingAsync(TestDatabase test) => (long?)await test.AskAsync(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query = 'SELECT pg_sleep(25)' AND state = 'active'");
}
