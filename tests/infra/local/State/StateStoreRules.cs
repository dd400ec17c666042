using System.Text;
using Platform.Local.Components;
using Platform.Local.Components.State;

namespace Platform.Local.Tests.State;

/// <summary>What every state store must do, whatever it is made of.</summary>
public abstract class StateStoreRules
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The store's clock, when it can be moved.</summary>
    protected ManualTime Time { get; } = new(DateTimeOffset.Parse("2026-11-21T00:00:00Z", null));

    private protected abstract Task<IStateStore> StoreAsync();

    [Fact]
    public async Task What_was_written_is_read_back_byte_for_byte()
    {
        await using var store = await StoreAsync();

        await store.WriteAsync([Set("a", """{"b":1,"a":2.0}"""), Set("b", "x")], Ct);
        var found = await store.GetAsync(["b", "missing", "a", "b"], Ct);

        Assert.Equal(["x", null, """{"b":1,"a":2.0}""", "x"], found.Select(Text));
        Assert.NotEqual("", found[0]!.Value.ETag);
    }

    [Fact]
    public async Task A_stale_version_changes_nothing()
    {
        await using var store = await StoreAsync();
        await store.WriteAsync([Set("a", "1")], Ct);
        var old = (await store.GetAsync(["a"], Ct))[0]!.Value.ETag;
        await store.WriteAsync([Set("a", "2")], Ct);

        var outcomes = await store.WriteAsync([Set("a", "3") with { ETag = old }, new StateWrite("a", null, old)], Ct);

        Assert.Equal([StateOutcome.ETagMismatch, StateOutcome.ETagMismatch], outcomes);
        Assert.Equal("2", Text((await store.GetAsync(["a"], Ct))[0]));
    }

    [Fact]
    public async Task The_right_version_writes_and_deletes()
    {
        await using var store = await StoreAsync();
        await store.WriteAsync([Set("a", "1"), Set("b", "1")], Ct);
        var found = await store.GetAsync(["a", "b"], Ct);

        var outcomes = await store.WriteAsync(
            [Set("a", "2") with { ETag = found[0]!.Value.ETag }, new StateWrite("b", null, found[1]!.Value.ETag)], Ct);

        Assert.Equal([StateOutcome.Done, StateOutcome.Done], outcomes);
        Assert.Equal(["2", null], (await store.GetAsync(["a", "b"], Ct)).Select(Text));
    }

    [Fact]
    public async Task First_write_needs_an_absent_key()
    {
        await using var store = await StoreAsync();

        Assert.Equal([StateOutcome.Done], await store.WriteAsync([Set("a", "1") with { FirstWrite = true }], Ct));
        Assert.Equal([StateOutcome.ETagMismatch], await store.WriteAsync([Set("a", "2") with { FirstWrite = true }], Ct));
        Assert.Equal("1", Text((await store.GetAsync(["a"], Ct))[0]));
    }

    [Fact]
    public async Task Deleting_a_missing_key_is_no_error()
    {
        await using var store = await StoreAsync();

        Assert.Equal([StateOutcome.Done], await store.WriteAsync([new StateWrite("missing", null)], Ct));
    }

    [Fact]
    public async Task The_last_of_two_writes_of_a_key_wins()
    {
        await using var store = await StoreAsync();

        await store.WriteAsync([Set("a", "1"), Set("b", "1"), Set("a", "2"), new StateWrite("b", null)], Ct);

        Assert.Equal(["2", null], (await store.GetAsync(["a", "b"], Ct)).Select(Text));
    }

    [Fact]
    public async Task A_transaction_is_all_or_nothing()
    {
        await using var store = await StoreAsync();
        await store.WriteAsync([Set("a", "1"), Set("b", "1")], Ct);
        var version = (await store.GetAsync(["b"], Ct))[0]!.Value.ETag;
        await store.WriteAsync([Set("b", "2")], Ct);

        var refused = await store.TransactAsync([Set("a", "3"), Set("c", "3"), Set("b", "3") with { ETag = version }], Ct);
        Assert.Equal(StateOutcome.ETagMismatch, refused);
        Assert.Equal(["1", "2", null], (await store.GetAsync(["a", "b", "c"], Ct)).Select(Text));

        Assert.Equal(StateOutcome.Done, await store.TransactAsync([Set("a", "4"), new StateWrite("b", null)], Ct));
        Assert.Equal(["4", null], (await store.GetAsync(["a", "b"], Ct)).Select(Text));
    }

    [Fact]
    public async Task Many_writes_of_every_kind_go_together()
    {
        await using var store = await StoreAsync();
        await store.WriteAsync([.. Enumerable.Range(0, 1_000).Select(i => Set($"k{i}", $"{i}"))], Ct);
        var keys = Enumerable.Range(0, 1_000).Select(i => $"k{i}").ToList();
        var versions = (await store.GetAsync(keys, Ct)).Select(item => item!.Value.ETag).ToList();

        var outcomes = await store.WriteAsync(
            [.. keys.Select((key, i) => i % 2 == 0
                ? Set(key, "new") with { ETag = versions[i] }
                : new StateWrite(key, null, versions[i]))], Ct);

        Assert.All(outcomes, outcome => Assert.Equal(StateOutcome.Done, outcome));
        Assert.Equal(500, (await store.GetAsync(keys, Ct)).Count(item => Text(item) == "new"));
    }

    [Fact]
    public async Task Keys_of_a_beginning_are_found_page_by_page()
    {
        await using var store = await StoreAsync();
        await store.WriteAsync([.. Enumerable.Range(0, 25).Select(i => Set($"a||{i:D2}", "1")), Set("b||0", "1"), Set("a|", "1")], Ct);
        var scan = Assert.IsType<IOutboxScan>(store, exactMatch: false);

        var (found, after) = (new List<string>(), "");
        for (var page = await scan.KeysAsync("a||", after, 10, Ct); page.Count > 0; page = await scan.KeysAsync("a||", after, 10, Ct))
        {
            found.AddRange(page);
            after = page[^1];
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"a||{i:D2}"), found);
    }

    private protected static StateWrite Set(string key, string value) => new(key, Encoding.UTF8.GetBytes(value));

    private protected static string? Text(StateItem? item) => item is { } found ? Encoding.UTF8.GetString(found.Value.Span) : null;
}
