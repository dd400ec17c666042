namespace Platform.Tests;

/// <summary>Waits for what happens in the background.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Waits until something holds; gives up after half a minute.</summary>
    public static Task HoldsAsync(Func<bool> holds, CancellationToken ct) => HoldsAsync(() => Task.FromResult(holds()), ct);

    /// <inheritdoc cref="HoldsAsync(Func{bool}, CancellationToken)"/>
    public static async Task HoldsAsync(Func<Task<bool>> holds, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);
        while (!await holds())
        {
            await Task.Delay(5, limit.Token);
        }
    }
}
