using System.IO.Pipelines;
using Platform.Local.Resources;
using Platform.Local.Scheduling;
using Platform.Local.Workflows;
using Platform.TaskHub;

namespace Platform.Local.Tests.Workflows;

/// <summary>An engine without host and network, and a worker on a pipe.</summary>
internal sealed class DirectEngine : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly List<Task> loops = [];
    private readonly TimerWheel wheel;

    public DirectEngine(CrashStore store, ManualTime time, Func<EngineOptions, EngineOptions>? change = null)
    {
        wheel = new TimerWheel(time);
        var options = new EngineOptions
        {
            AppId = "a", Namespace = "default", Store = store, Scan = store, Wheel = wheel, Time = time, Settings = new WorkflowSettings(),
        };
        Engine = new WorkflowEngine(change?.Invoke(options) ?? options);
    }

    public WorkflowEngine Engine { get; }

    /// <summary>Connects a worker that answers until the engine is thrown away, or until what is returned is disposed.</summary>
    public IDisposable Work(Func<WorkItem, Task<bool>> answer)
    {
        var gone = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        loops.Add(Task.Run(() => Engine.ServeAsync(pipe.Writer, gone.Token)));
        loops.Add(Task.Run(async () =>
        {
            while (await GrpcFrame.ReadAsync(pipe.Reader, WorkItem.Parser, int.MaxValue, gone.Token) is { } item)
                _ = Task.Run(() => answer(item));
        }));
        return new Gone(gone);
    }

    /// <summary>Connects a worker made of functions.</summary>
    public IDisposable Work(RawAnswers answers) => Work(async item =>
    {
        if (item.WorkflowRequest is { } turn && await answers.Turn(turn) is { } response)
        {
            (response.InstanceId, response.CompletionToken) = (turn.InstanceId, item.CompletionToken);
            await Engine.AnswerAsync(response, end.Token);
        }
        else if (item.ActivityRequest is { } activity && await answers.Activity(activity) is { } result)
        {
            (result.TaskId, result.CompletionToken) = (activity.TaskId, item.CompletionToken);
            await Engine.AnswerAsync(result, end.Token);
        }

        return true;
    });

    public async Task StartAsync(string id, string name = "Order", string? input = null)
    {
        var desk = await Engine.DeskAsync(EngineHost.Ct);
        await desk.StartAsync(new CreateInstanceRequest { InstanceId = id, Name = name, Input = input }, EngineHost.Ct);
    }

    public async Task<WorkflowState?> GetAsync(string id) =>
        await (await Engine.DeskAsync(EngineHost.Ct)).ReadAsync(id, withPayloads: true, EngineHost.Ct);

    public async Task<WorkflowState> EndOfAsync(string id)
    {
        var request = new GetInstanceRequest { InstanceId = id, GetInputsAndOutputs = true };
        return await (await Engine.DeskAsync(EngineHost.Ct)).WaitAsync(request, Instance.IsEnd, EngineHost.Ct);
    }

    public async Task<IReadOnlyList<HistoryEvent>> HistoryAsync(string id) =>
        await (await Engine.DeskAsync(EngineHost.Ct)).HistoryAsync(id, EngineHost.Ct);

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        foreach (var loop in loops) await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Engine.DisposeAsync();
        wheel.Dispose();
    }

    private sealed class Gone(CancellationTokenSource source) : IDisposable
    {
        public void Dispose() => source.Cancel();
    }
}
