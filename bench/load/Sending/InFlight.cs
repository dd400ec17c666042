using System.Runtime.ExceptionServices;

namespace Platform.Load.Sending;

/// <summary>At most so many requests at once; the first failure stops them all.</summary>
internal sealed class InFlight(int limit, CancellationTokenSource stop) : IDisposable
{
    private readonly SemaphoreSlim free = new(limit, limit);
    private Exception? failure;

    /// <summary>Waits for a place, then starts without waiting for the end.</summary>
    public async Task StartAsync(Func<Task> request)
    {
        await free.WaitAsync(stop.Token).ConfigureAwait(false);
        _ = RunAsync(request);
    }

    /// <summary>Waits until every request has ended.</summary>
    public async Task DrainAsync()
    {
        for (var i = 0; i < limit; i++) await free.WaitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Throws the first failure, if any.</summary>
    public void ThrowIfFailed()
    {
        if (Volatile.Read(ref failure) is { } first) ExceptionDispatchInfo.Throw(first);
    }

    public void Dispose() => free.Dispose();

    private async Task RunAsync(Func<Task> request)
    {
        try
        {
            await request().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref failure, e, null);
            await stop.CancelAsync().ConfigureAwait(false);
        }
        finally
        {
            free.Release();
        }
    }
}
