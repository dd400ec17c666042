using Platform.Local.Components;
using Platform.Local.Components.Redis;

namespace Platform.Local.Tests.Redis;

/// <summary>Behaviours 46 and 47 on Redis.</summary>
public sealed class RedisLockTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_held_lock_is_refused_to_others_and_only_its_owner_frees_it()
    {
        var server = await RedisServer.SharedAsync();
        await using var locks = new RedisLock(RedisComponents.Context(server, TimeProvider.System));
        var key = $"lock||app||{Guid.NewGuid()}";

        Assert.Equal(UnlockStatus.DoesNotExist, await locks.UnlockAsync(key, "a", Ct));
        Assert.True(await locks.TryLockAsync(key, "a", TimeSpan.FromSeconds(30), Ct));
        Assert.False(await locks.TryLockAsync(key, "a", TimeSpan.FromSeconds(30), Ct));
        Assert.Equal(UnlockStatus.BelongsToOthers, await locks.UnlockAsync(key, "b", Ct));
        Assert.Equal(UnlockStatus.Success, await locks.UnlockAsync(key, "a", Ct));
        Assert.True(await locks.TryLockAsync(key, "b", TimeSpan.FromMilliseconds(20), Ct));
        await Eventually.HoldsAsync(() => locks.TryLockAsync(key, "c", TimeSpan.FromSeconds(30), Ct).Result);
    }

    [Fact]
    public async Task A_changed_value_is_told_with_its_version()
    {
        var server = await RedisServer.SharedAsync();
        await using var store = new RedisConfiguration(RedisComponents.Context(server, TimeProvider.System));
        await using var redis = new RedisClient(server.Options);
        var key = $"{Guid.NewGuid()}";
        var told = new TaskCompletionSource<ConfigurationItem>();
        Assert.Empty(await store.GetAsync([key], Ct));
        await using var watch = await store.WatchAsync(
            [key],
            (_, item) =>
            {
                told.TrySetResult(item);
                return Task.CompletedTask;
            },
            Ct);

        await redis.SendAsync(new RedisCommand("SET", key, "red||7"), Ct);

        var item = await told.Task.WaitAsync(TimeSpan.FromSeconds(20), Ct);
        Assert.Equal(("red", "7"), (item.Value, item.Version));
        Assert.Equal("red", (await store.GetAsync([key], Ct))[key].Value);
    }
}
