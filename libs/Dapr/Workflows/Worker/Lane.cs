using System.Threading.Channels;

namespace Platform.Dapr.Worker;

/// <summary>Work items of one kind: a few run at once, the others wait.</summary>
/// <typeparam name="T">The work item.</typeparam>
internal sealed class Lane<T>
{
    // Far more than hosts hand out; a host that hands out more is read from more slowly.
    private const int MostWaiting = 10_000;

    private readonly Channel<T> waiting = Channel.CreateBounded<T>(MostWaiting);
    private readonly Task[] runners;

    /// <summary>Starts.</summary>
    /// <param name="parallel">How many run at once.</param>
    /// <param name="run">Runs one; must not throw.</param>
    /// <param name="ct">Ends the lane: what runs ends by itself, what waits is dropped.</param>
    public Lane(int parallel, Func<T, Task> run, CancellationToken ct) =>
        runners = [.. Enumerable.Range(0, parallel).Select(_ => Task.Run(() => RunAsync(run, ct), CancellationToken.None))];

    /// <summary>Ends when the lane has ended.</summary>
    public Task Ended => Task.WhenAll(runners);

    public ValueTask AddAsync(T item, CancellationToken ct) => waiting.Writer.WriteAsync(item, ct);

    private async Task RunAsync(Func<T, Task> run, CancellationToken ct)
    {
        try
        {
            await foreach (var item in waiting.Reader.ReadAllAsync(ct)) await run(item);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // What waits is handed out again by the host, to another worker or to the next life of this one.
            return;
        }
    }
}
