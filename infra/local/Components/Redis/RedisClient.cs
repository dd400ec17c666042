namespace Platform.Local.Components.Redis;

/// <summary>A small Redis client: one shared connection that pipelines, and connections of their own for blocking commands.</summary>
/// <remarks>
/// Stands in for StackExchange.Redis, which does not restore in a current version (docs/adr/0004). No cluster, no sentinel.
/// </remarks>
internal sealed class RedisClient(RedisOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim connecting = new(1);
    private RedisConnection? shared;
    private bool disposed;

    public RedisOptions Options => options;

    /// <summary>Sends one command; an error as answer is thrown.</summary>
    /// <exception cref="RedisException">Redis is away or answers with an error.</exception>
    public async Task<RespValue> SendAsync(RedisCommand command, CancellationToken ct) => (await SendAsync([command], ct))[0].OrThrow();

    /// <summary>Sends all of them in one go; an answer may be an error, see <see cref="RespValue.OrThrow"/>.</summary>
    /// <exception cref="RedisException">Redis is away. What was already sent may have been done, so it is not sent again.</exception>
    public async Task<RespValue[]> SendAsync(IReadOnlyList<RedisCommand> commands, CancellationToken ct) =>
        commands.Count == 0 ? [] : await (await SharedAsync(ct)).SendAsync(commands, options.ReadTimeout, ct);

    /// <summary>A connection that nobody else uses; the caller disposes it.</summary>
    public Task<RedisConnection> OpenAsync(Action<RespValue>? pushed, CancellationToken ct) =>
        RedisConnection.OpenAsync(options, pushed, ct);

    public async ValueTask DisposeAsync()
    {
        disposed = true;
        if (shared is not null) await shared.DisposeAsync();
        connecting.Dispose();
    }

    private async Task<RedisConnection> SharedAsync(CancellationToken ct)
    {
        if (Volatile.Read(ref shared) is { IsOpen: true } open) return open;
        ObjectDisposedException.ThrowIf(disposed, this);
        await connecting.WaitAsync(ct);
        try
        {
            if (shared is { IsOpen: true } other) return other;
            if (shared is not null) await shared.DisposeAsync();
            return shared = await ConnectAsync(ct);
        }
        finally
        {
            connecting.Release();
        }
    }

    private async Task<RedisConnection> ConnectAsync(CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await RedisConnection.OpenAsync(options, null, ct);
            }
            catch (RedisException error) when (attempt < options.MaxRetries && error is not RedisErrorException)
            {
                // Doubling, capped; about a socket out there, so on the real clock.
                var pause = options.MinRetryInterval * Math.Pow(2, attempt);
                await Task.Delay(pause < options.MaxRetryInterval ? pause : options.MaxRetryInterval, TimeProvider.System, ct);
            }
        }
    }
}
