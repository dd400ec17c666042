using Platform.Local.Components;
using Platform.Local.Components.Redis;
using Platform.Local.Components.State;
using Platform.Local.Tests.Redis;

namespace Platform.Local.Tests.State;

/// <summary>A server per class run, so that short keys meet nobody; expiry follows Redis's own clock.</summary>
public sealed class RedisStateStoreTests : StateStoreRules, IAsyncLifetime
{
    private RedisServer? server;

    public async ValueTask InitializeAsync()
    {
        server = await RedisServer.OwnAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null) await server.DisposeAsync();
    }

    [Fact]
    public async Task Expiry_is_shown_and_removed()
    {
        await using var store = await StoreAsync();
        await store.WriteAsync([Set("a", "1") with { TtlSeconds = 60 }], Ct);
        Assert.NotNull((await store.GetAsync(["a"], Ct))[0]!.Value.ExpiresAt);

        await store.WriteAsync([Set("a", "1") with { TtlSeconds = -1 }], Ct);

        Assert.Null((await store.GetAsync(["a"], Ct))[0]!.Value.ExpiresAt);
    }

    [Fact]
    public async Task The_layout_is_that_of_daprd()
    {
        await using var store = await StoreAsync();
        await using var redis = new RedisClient(server!.Options);
        await store.WriteAsync([Set("app||a", "1")], Ct);
        await store.WriteAsync([Set("app||a", "2")], Ct);

        var fields = await redis.SendAsync(new RedisCommand("HGETALL", "app||a"), Ct);

        Assert.Equal(["data", "2", "version", "2"], fields.Items.Select(field => field.Text));
        Assert.Equal([StateOutcome.ETagInvalid], await store.WriteAsync([Set("app||a", "3") with { ETag = "x" }], Ct));
    }

    private protected override Task<IStateStore> StoreAsync() =>
        Task.FromResult<IStateStore>(new RedisStateStore(RedisComponents.Context(server!, Time)));
}
