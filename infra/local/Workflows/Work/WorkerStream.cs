using System.IO.Pipelines;

namespace Platform.Local.Workflows.Work;

/// <summary>One connected worker: sends it what is due, as fast as it reads.</summary>
/// <param name="dispatcher">Where work comes from.</param>
/// <param name="output">The body of the response.</param>
/// <param name="time">The host's clock.</param>
internal sealed class WorkerStream(Dispatcher dispatcher, PipeWriter output, TimeProvider time)
{
    // A worker that does not read for so long is as good as gone; its work goes to another.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Runs until the worker or the engine goes away.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            while (!ct.IsCancellationRequested)
            {
                foreach (var work in await dispatcher.NextAsync(this, ct)) work.Body.WriteTo(output, work.Token);
                await FlushAsync(ct);
            }
        }
        finally
        {
            dispatcher.Gone(this);
        }
    }

    private async Task FlushAsync(CancellationToken ct)
    {
        var flush = output.FlushAsync(ct);
        var result = flush.IsCompletedSuccessfully ? flush.Result : await flush.AsTask().WaitAsync(Patience, time, ct);
        if (result.IsCompleted) throw new OperationCanceledException("the worker has closed its end");
    }
}

/// <summary>Something that is on its way to a worker.</summary>
internal readonly record struct SentWork(WorkBody Body, string Token);
