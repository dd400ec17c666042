namespace Platform.Local.Launcher;

/// <summary>The running apps; they start and stop side by side.</summary>
internal sealed class AppSet(IReadOnlyList<AppRunner> apps) : IAsyncDisposable
{
    // By then it has failed for six seconds without having been up once; waiting on helps nobody.
    private const int HopelessRestarts = 5;

    public IReadOnlyList<AppRunner> All => apps;

    public AppRunner this[string appId] => apps.FirstOrDefault(app => app.AppId == appId)
        ?? throw new LaunchException($"there is no app '{appId}'; there are {string.Join(", ", apps.Select(app => app.AppId))}");

    /// <summary>Waits until all are up; an entry that a debugger starts is not waited for.</summary>
    public async Task WaitReadyAsync(CancellationToken ct)
    {
        while (apps.FirstOrDefault(app => app.State is not (AppState.Up or AppState.Waiting)) is { } missing)
        {
            if (missing.State == AppState.Down || missing.Status().Restarts >= HopelessRestarts)
            {
                throw NotReady(missing);
            }

            await Task.Delay(20, ct);
        }
    }

    public static LaunchException NotReady(AppRunner app)
    {
        var why = app.Status().Note ?? "it does not answer that it is ready";
        return new LaunchException($"{app.AppId} is not up: {why}; see ./platform logs {app.AppId}");
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(apps.Select(app => app.DisposeAsync().AsTask()));
}
