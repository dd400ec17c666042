namespace Platform.Local.Components.Redis;

/// <summary><c>lock.redis</c>: the owner under the key, with expiry; only the owner can delete it.</summary>
internal sealed class RedisLock(ComponentContext context) : ILockStore
{
    private static readonly RedisScript Unlock = new(
        """
        local owner = redis.call('GET', KEYS[1])
        if not owner then return 1 end
        if owner ~= ARGV[1] then return 2 end
        redis.call('DEL', KEYS[1])
        return 0
        """);

    private readonly RedisClient redis = new(RedisOptions.From(context.Metadata));

    public IReadOnlyList<string> Capabilities => [];

    public Task InitAsync(CancellationToken ct) => redis.SendAsync(new RedisCommand("PING"), ct);

    public async Task<bool> TryLockAsync(string key, string owner, TimeSpan expiry, CancellationToken ct)
    {
        var answer = await redis.SendAsync(new RedisCommand("SET", key, owner, "NX", "PX", (long)expiry.TotalMilliseconds), ct);
        return !answer.IsNull;
    }

    public async Task<UnlockStatus> UnlockAsync(string key, string owner, CancellationToken ct)
    {
        var answer = (await Unlock.RunAsync(redis, [[1, key, owner]], ct))[0].OrThrow();
        return (UnlockStatus)answer.Integer;
    }

    public ValueTask DisposeAsync() => redis.DisposeAsync();
}
