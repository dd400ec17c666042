namespace Platform.Postgres.Tests;

public sealed class ListenerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_listener_is_told_to_look_and_then_hears_each_notice()
    {
        using var test = await TestDatabase.CreateAsync();
        await using var heard = test.As("first").ListenAsync("changes", Ct).GetAsyncEnumerator(Ct);

        Assert.Null(await NextAsync(heard));
        await test.AskAsync("SELECT pg_notify('changes', 'demo')");
        Assert.Equal("demo", await NextAsync(heard));
    }

    [Fact]
    public async Task A_broken_connection_is_replaced_and_the_listener_told_to_look()
    {
        using var test = await TestDatabase.CreateAsync();
        await using var heard = test.As("first").ListenAsync("changes", Ct).GetAsyncEnumerator(Ct);
        await NextAsync(heard);

        await test.AskAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        Assert.Null(await NextAsync(heard));
        await test.AskAsync("SELECT pg_notify('changes', 'again')");
        Assert.Equal("again", await NextAsync(heard));
    }

    [Fact]
    public async Task Cancelling_ends_the_listening()
    {
        using var test = await TestDatabase.CreateAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        await using var heard = test.As("first").ListenAsync("changes", stop.Token).GetAsyncEnumerator(Ct);
        await NextAsync(heard);

        await stop.CancelAsync();

        Assert.False(await heard.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Ct));
    }

    private static async Task<string?> NextAsync(IAsyncEnumerator<string?> heard)
    {
        Assert.True(await heard.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Ct));
        return heard.Current;
    }
}
