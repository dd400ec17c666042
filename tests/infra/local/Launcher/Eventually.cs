namespace Platform.Local.Tests.Launcher;

/// <summary>Waits on a condition about another process, which no virtual clock reaches.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task IsTrueAsync(Func<bool> condition, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        while (!condition())
        {
            await Task.Delay(10, patience.Token);
        }
    }
}
