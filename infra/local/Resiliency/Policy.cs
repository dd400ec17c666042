using Platform.Local.Resources;
using Platform.Local.Sidecar;

namespace Platform.Local.Resiliency;

/// <summary>retry( circuitBreaker( timeout( op ) ) ) on the host's clock.</summary>
/// <remarks>An error's status code, for <c>matching</c>, is that of an <see cref="HttpRequestException"/>; errors without one
/// always match.</remarks>
internal sealed class Policy(TimeSpan? timeout, RetrySpec? retry, CircuitBreaker? breaker, TimeProvider time) : IPolicy
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Does nothing but run the operation.</summary>
    public static Policy None { get; } = new(null, null, null, TimeProvider.System);

    private bool Idle => timeout is null && retry is null && breaker is null;

    public bool Retries => retry is not null && retry.MaxRetries != 0;

    /// <summary>The same for an operation that can run only once; the breaker's state is shared.</summary>
    public Policy WithoutRetries() => retry is null ? this : new Policy(timeout, null, breaker, time);

    public Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> operation, CancellationToken ct) =>
        RunAsync(operation, static _ => null, ct);

    /// <summary>
    /// For results that can be errors themselves: an answer whose code is not null is retried and counted, and the last is
    /// returned.
    /// </summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> operation, Func<T, int?> errorCode, CancellationToken ct)
    {
        if (Idle) return await operation(ct);
        for (var attempt = 0; ; attempt++)
        {
            var again = MayRetry(attempt);
            try
            {
                var result = await GuardedAsync(operation, errorCode, ct);
                if (!again || errorCode(result) is not { } code || !Matches(code)) return result;
                (result as IDisposable)?.Dispose();
            }
            catch (Exception error) when (again && IsRetriable(error, ct))
            {
                // The pause below, then another attempt; the last attempt's error is the one that is thrown.
                again = true;
            }

            await Task.Delay(Pause(attempt), time, ct);
        }
    }

    private async Task<T> GuardedAsync<T>(Func<CancellationToken, Task<T>> operation, Func<T, int?> errorCode, CancellationToken ct)
    {
        var generation = breaker?.Enter() ?? 0;
        var succeeded = false;
        try
        {
            var result = await TimedAsync(operation, ct);
            succeeded = errorCode(result) is null;
            return result;
        }
        finally
        {
            breaker?.Report(generation, succeeded);
        }
    }

    private async Task<T> TimedAsync<T>(Func<CancellationToken, Task<T>> operation, CancellationToken ct)
    {
        if (timeout is not { } limit) return await operation(ct);
        using var clock = new CancellationTokenSource(limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, clock.Token);
        try
        {
            return await operation(both.Token);
        }
        catch (OperationCanceledException error) when (clock.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new TimeoutException($"timed out after {limit}", error);
        }
    }

    private bool MayRetry(int attempt) => retry is not null && (retry.MaxRetries < 0 || attempt < retry.MaxRetries);

    private bool Matches(int code) => retry?.Codes.Matches(code) ?? false;

    private bool IsRetriable(Exception error, CancellationToken ct) => error switch
    {
        CircuitOpenException => false,
        _ when ct.IsCancellationRequested => false,
        HttpRequestException { StatusCode: { } code } => Matches((int)code),
        _ => true,
    };

    // Exponential as Dapr does it: half a second, ×1.5, ±50 %, capped.
    private TimeSpan Pause(int attempt)
    {
        if (retry is null || !retry.Exponential) return retry?.Duration ?? TimeSpan.Zero;
        var pause = FirstPause * Math.Pow(1.5, Math.Min(attempt, 50)) * (0.5 + Random.Shared.NextDouble());
        return pause < retry.MaxInterval ? pause : retry.MaxInterval;
    }
}
