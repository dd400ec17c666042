using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Local.Components;
using Platform.Local.Components.State;

namespace Platform.Local.Tests.State;

public sealed class GroupCommitTests : IAsyncDisposable
{
    private readonly GatedStore store = new();
    private readonly GroupCommit group;

    public GroupCommitTests() => group = new GroupCommit(store);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Transactions_that_come_while_one_is_written_go_together_in_the_next()
    {
        var first = await HoldFirstAsync();
        var others = Enumerable.Range(0, 50).Select(i => group.TransactAsync([Set($"k{i}", "1"), Set($"l{i}", "2")], Ct)).ToArray();
        store.Open();

        Assert.All(await Task.WhenAll([first, .. others]), outcome => Assert.Equal(StateOutcome.Done, outcome));
        Assert.Equal([1, 100], store.Tried.Select(writes => writes.Count));
        Assert.Equal("2", await TextAsync("l49"));
    }

    [Fact]
    public async Task The_last_write_of_a_key_is_the_one_that_stays()
    {
        var first = await HoldFirstAsync();
        var others = Enumerable.Range(0, 20).Select(i => group.TransactAsync([Set("k", $"{i}")], Ct)).ToArray();
        store.Open();

        await Task.WhenAll([first, .. others]);
        Assert.Equal("19", await TextAsync("k"));
    }

    [Fact]
    public async Task One_bad_write_fails_its_own_caller_only()
    {
        store.BadKey = "bad";
        var first = await HoldFirstAsync();
        var before = group.TransactAsync([Set("a", "1")], Ct);
        var bad = group.TransactAsync([Set("bad", "1"), Set("beside", "1")], Ct);
        var after = group.TransactAsync([Set("b", "1")], Ct);
        store.Open();

        await Task.WhenAll(first, before, after);
        await Assert.ThrowsAsync<InvalidDataException>(() => bad);
        Assert.Equal(("1", null, "1"), (await TextAsync("a"), await TextAsync("beside"), await TextAsync("b")));
    }

    [Fact]
    public async Task A_refused_version_is_no_concern_of_others()
    {
        await group.TransactAsync([Set("k", "old")], Ct);
        var first = await HoldFirstAsync();
        var before = group.TransactAsync([Set("a", "1")], Ct);
        var refused = group.TransactAsync([Set("k", "new") with { ETag = "stale" }], Ct);
        var absent = group.TransactAsync([Set("k", "new") with { FirstWrite = true }], Ct);
        var after = group.TransactAsync([Set("b", "1")], Ct);
        store.Open();

        var outcomes = await Task.WhenAll(first, before, refused, absent, after);

        Assert.Equal(
            [StateOutcome.Done, StateOutcome.Done, StateOutcome.ETagMismatch, StateOutcome.ETagMismatch, StateOutcome.Done], outcomes);
        Assert.Equal(["a", "k", "k", "b"], store.Tried.Skip(2).Select(writes => Assert.Single(writes).Key));
    }

    [Fact]
    public async Task A_store_that_is_away_is_not_asked_once_for_every_caller()
    {
        var first = await HoldFirstAsync();
        var others = Enumerable.Range(0, 50).Select(i => group.TransactAsync([Set($"k{i}", "1")], Ct)).ToArray();
        store.IsAway = true;
        store.Open();

        foreach (var call in others) await Assert.ThrowsAsync<IOException>(() => call);
        await Assert.ThrowsAsync<IOException>(() => first);
        Assert.Equal(3, store.Tried.Count);
    }

    [Fact]
    public async Task Who_gave_up_while_waiting_is_not_written()
    {
        using var patience = new CancellationTokenSource();
        var first = await HoldFirstAsync();
        var givenUp = group.TransactAsync([Set("k", "1")], patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);
        store.Open();

        await first;
        await group.TransactAsync([Set("l", "1")], Ct);
        Assert.Null(await TextAsync("k"));
    }

    [Fact]
    public async Task A_group_has_at_most_so_many_writes()
    {
        var first = await HoldFirstAsync();
        var many = Enumerable.Range(0, GroupCommit.MostWrites).Select(i => Set($"k{i}", "1")).ToArray();
        var (large, small) = (group.TransactAsync([.. many, Set("more", "1")], Ct), group.TransactAsync([Set("small", "1")], Ct));
        store.Open();

        await Task.WhenAll(first, large, small);
        Assert.Equal([1, GroupCommit.MostWrites + 1, 1], store.Tried.Select(writes => writes.Count));
    }

    [Fact]
    public async Task PostgreSQL_keeps_what_many_write_at_once()
    {
        var server = await TestDatabase.UriAsync();
        var metadata = new Dictionary<string, string> { ["connectionString"] = server, ["tablePrefix"] = TestDatabase.NewPrefix() };
        await using var postgres = new PostgresStateStore(new(
            "s", "state.postgresql", "v2", new(metadata), TimeProvider.System, NullLoggerFactory.Instance));
        await postgres.InitAsync(Ct);
        var grouped = new GroupCommit(postgres);

        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => grouped.TransactAsync([Set($"k{i % 100}", "1"), Set($"l{i}", "2")], Ct)));
        var bad = grouped.TransactAsync([Set("with\0zero", "1")], Ct);
        await grouped.TransactAsync([Set("after", "1")], Ct);

        await Assert.ThrowsAnyAsync<Exception>(() => bad);
        var found = await grouped.GetAsync([.. Enumerable.Range(0, 300).Select(i => $"l{i}"), "k99", "after"], Ct);
        Assert.DoesNotContain(null, found);
    }

    public async ValueTask DisposeAsync()
    {
        await group.DisposeAsync();
        await store.DisposeAsync();
    }

    // One transaction is on its way and held there, so that what follows has to wait.
    private async Task<Task<StateOutcome>> HoldFirstAsync()
    {
        var tried = store.Tried.Count;
        store.Close();
        var first = group.TransactAsync([Set("first", "1")], Ct);
        await Eventually.HoldsAsync(() => store.Tried.Count > tried);
        return first;
    }

    private async Task<string?> TextAsync(string key) =>
        (await store.GetAsync([key], Ct))[0] is { } item ? Encoding.UTF8.GetString(item.Value.Span) : null;

    private static StateWrite Set(string key, string value) =>
        new(key, Encoding.UTF8.GetBytes(value.ToString(CultureInfo.InvariantCulture)));
}
