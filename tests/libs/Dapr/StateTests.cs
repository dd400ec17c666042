using System.Net;
using System.Text.Json;

namespace Platform.Dapr.Tests;

public sealed class StateTests
{
    private const string Store = "store";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_value_is_read_as_it_was_saved()
    {
        await using var sidecar = await TestSidecar.StartAsync();

        await sidecar.Client.SaveStateAsync(Store, "a/b c", new Point(1, "ä"), ct: Ct);

        Assert.Equal(new Point(1, "ä"), await sidecar.Client.GetStateAsync<Point>(Store, "a/b c", ct: Ct));
        Assert.Contains("app||a/b c", sidecar.Host.Stored(Store).Keys);
    }

    [Fact]
    public async Task What_is_not_there_is_null_without_etag()
    {
        await using var sidecar = await TestSidecar.StartAsync();

        Assert.Equal((null, ""), await sidecar.Client.GetStateAndETagAsync<Point>(Store, "none", ct: Ct));
    }

    [Fact]
    public async Task A_write_with_an_outdated_etag_changes_nothing()
    {
        await using var sidecar = await TestSidecar.StartAsync();
        await sidecar.Client.SaveStateAsync(Store, "k", 1, ct: Ct);
        var (_, etag) = await sidecar.Client.GetStateAndETagAsync<int>(Store, "k", ct: Ct);

        Assert.True(await sidecar.Client.TrySaveStateAsync(Store, "k", 2, etag, ct: Ct));
        Assert.False(await sidecar.Client.TrySaveStateAsync(Store, "k", 3, etag, ct: Ct));
        Assert.False(await sidecar.Client.TryDeleteStateAsync(Store, "k", etag, ct: Ct));
        Assert.Equal(2, await sidecar.Client.GetStateAsync<int>(Store, "k", ct: Ct));
    }

    [Fact]
    public async Task Bulk_calls_write_read_and_delete_many()
    {
        await using var sidecar = await TestSidecar.StartAsync();
        await sidecar.Client.SaveBulkStateAsync<int>(Store, [new("a", 1), new("b", 2)], Ct);

        var items = await sidecar.Client.GetBulkStateAsync<int?>(Store, ["a", "b", "c"], ct: Ct);

        Assert.Equal(["a 1", "b 2", "c "], items.Select(item => $"{item.Key} {item.Value}").Order());
        Assert.Equal("", items.Single(item => item.Key == "c").ETag);
        await sidecar.Client.DeleteBulkStateAsync(Store, [new("a"), new("b")], Ct);
        Assert.Empty(sidecar.Host.Stored(Store));
    }

    [Fact]
    public async Task A_transaction_applies_all_or_nothing()
    {
        await using var sidecar = await TestSidecar.StartAsync();
        await sidecar.Client.SaveStateAsync(Store, "old", 1, ct: Ct);

        await sidecar.Client.ExecuteStateTransactionAsync(
            Store, [new("new", JsonSerializer.SerializeToUtf8Bytes(2), StateOperationType.Upsert),
                new("old", null, StateOperationType.Delete)], ct: Ct);
        await Assert.ThrowsAsync<DaprException>(() => sidecar.Client.ExecuteStateTransactionAsync(
            Store, [new("third", "3"u8.ToArray(), StateOperationType.Upsert),
                new("new", "4"u8.ToArray(), StateOperationType.Upsert, "wrong")], ct: Ct));

        Assert.Equal(["app||new"], sidecar.Host.Stored(Store).Keys);
        Assert.Equal(2, await sidecar.Client.GetStateAsync<int>(Store, "new", ct: Ct));
    }

    [Fact]
    public async Task A_refused_call_says_status_and_code()
    {
        await using var sidecar = await TestSidecar.StartAsync();

        var refused = await Assert.ThrowsAsync<DaprException>(() => sidecar.Client.GetStateAsync<int>("nowhere", "k", ct: Ct));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("ERR_STATE_STORE_NOT_FOUND", refused.ErrorCode);
    }

    private sealed record Point(int X, string Name);
}
