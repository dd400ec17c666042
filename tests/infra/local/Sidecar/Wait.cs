namespace Platform.Local.Tests.Sidecar;

/// <summary>Waits on a condition, at most ten seconds.</summary>
internal static class Wait
{
    public static async Task UntilAsync(Func<bool> condition, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        while (!condition()) await Task.Delay(10, limit.Token);
    }
}
