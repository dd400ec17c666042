namespace Platform.Local.Launcher;

/// <summary>What has been started so far; it stops in the opposite order.</summary>
internal sealed class RunSteps : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> started = new();

    public T Keep<T>(T step) where T : IAsyncDisposable
    {
        started.Push(step);
        return step;
    }

    public async ValueTask DisposeAsync()
    {
        while (started.TryPop(out var step))
        {
            await step.DisposeAsync();
        }
    }
}
