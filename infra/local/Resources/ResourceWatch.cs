namespace Platform.Local.Resources;

/// <summary>Calls back once after the YAML files of some folders have been edited and then left alone for a moment.</summary>
internal sealed class ResourceWatch : IAsyncDisposable
{
    // Editors write a file in several steps; this is how long the folder must be quiet.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);

    private readonly List<FileSystemWatcher> watchers;
    private readonly CancellationTokenSource end = new();
    private readonly SemaphoreSlim busy = new(1);
    private readonly Func<CancellationToken, Task> changed;
    private readonly ITimer timer;
    private Task last = Task.CompletedTask;

    public ResourceWatch(IEnumerable<string> folders, TimeProvider time, Func<CancellationToken, Task> changed)
    {
        this.changed = changed;
        timer = time.CreateTimer(_ => last = RunAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        watchers = [.. folders.Select(Watch)];
    }

    /// <summary>Waits for a reload under way.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var watcher in watchers) watcher.Dispose();
        await timer.DisposeAsync();
        await end.CancelAsync();
        await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        end.Dispose();
        busy.Dispose();
    }

    private FileSystemWatcher Watch(string folder)
    {
        var watcher = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite };
        watcher.Created += Touched;
        watcher.Changed += Touched;
        watcher.Deleted += Touched;
        watcher.Renamed += Touched;
        watcher.EnableRaisingEvents = true;
        return watcher;
    }

    private void Touched(object sender, FileSystemEventArgs edit)
    {
        if (ResourceFiles.IsYaml(edit.FullPath)) timer.Change(Quiet, Timeout.InfiniteTimeSpan);
    }

    private async Task RunAsync()
    {
        await busy.WaitAsync(end.Token);
        try
        {
            await changed(end.Token);
        }
        finally
        {
            busy.Release();
        }
    }
}
