namespace Platform.Conformance.Tests;

/// <summary>The servers behind the backends, started when the first test of a class asks for one and shared by the class.</summary>
public sealed class Servers : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private RedisServer? redis;
    private PostgresServer? postgres;

    internal async Task<Backend> BackendAsync(string name)
    {
        await gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return name switch
            {
                "redis" => await EmptyRedisAsync(),
                "postgresql" => Backend.Postgres((await PostgresAsync()).Uri),
                _ => Backend.InMemory,
            };
        }
        finally
        {
            gate.Release();
        }
    }

    internal async Task<RedisServer> RedisAsync() => redis ??= await RedisServer.StartAsync();

    internal async Task<PostgresServer> PostgresAsync() => postgres ??= await PostgresServer.StartAsync();

    // The tests of a class run one after the other, so that what one left in Redis can go before the next.
    private async Task<Backend> EmptyRedisAsync()
    {
        var server = await RedisAsync();
        await server.CommandAsync("FLUSHALL");
        return Backend.Redis(server.Host);
    }

    public async ValueTask DisposeAsync()
    {
        if (redis is not null) await redis.DisposeAsync();
        if (postgres is not null) await postgres.DisposeAsync();
        gate.Dispose();
    }
}
