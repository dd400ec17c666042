using System.Collections.Concurrent;
using Platform.TaskHub;

namespace Platform.Tests;

/// <summary>A worker made of functions: what a turn and an activity are answered with. Untold, turns schedule nothing.</summary>
internal sealed class RawWorker : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly WorkItems items;
    private readonly TaskHubClient client;
    private readonly Task loop;

    private RawWorker(TaskHubClient client, WorkItems items, RawAnswers answers)
    {
        (this.client, this.items) = (client, items);
        loop = Task.Run(() => RunAsync(answers));
    }

    /// <summary>Every turn it was asked, in order.</summary>
    public ConcurrentQueue<WorkflowRequest> Turns { get; } = new();

    /// <summary>Every activity it was asked, in order, with its token.</summary>
    public ConcurrentQueue<(ActivityRequest Request, string Token)> Activities { get; } = new();

    public static async Task<RawWorker> StartAsync(TaskHubClient client, RawAnswers answers, CancellationToken ct) =>
        new(client, await client.ConnectAsync(ct), answers);

    /// <summary>Goes away as a killed process would: nothing more is answered.</summary>
    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        items.Dispose();
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync(RawAnswers answers)
    {
        while (await items.NextAsync(end.Token) is { } item) _ = AnswerAsync(item, answers);
    }

    private async Task AnswerAsync(WorkItem item, RawAnswers answers)
    {
        if (item.WorkflowRequest is { } turn)
        {
            Turns.Enqueue(turn);
            if (await answers.Turn(turn) is not { } answer) return;
            (answer.InstanceId, answer.CompletionToken) = (turn.InstanceId, item.CompletionToken);
            await CompleteAsync("CompleteOrchestratorTask", answer);
        }
        else if (item.ActivityRequest is { } activity)
        {
            Activities.Enqueue((activity, item.CompletionToken));
            if (await answers.Activity(activity) is not { } answer) return;
            (answer.InstanceId, answer.TaskId) = (activity.WorkflowInstance.InstanceId, activity.TaskId);
            answer.CompletionToken = item.CompletionToken;
            await CompleteAsync("CompleteActivityTask", answer);
        }
    }

    private async Task CompleteAsync(string method, Google.Protobuf.IMessage answer)
    {
        if (!end.IsCancellationRequested) await client.CallAsync(method, answer, CompleteTaskResponse.Parser, end.Token);
    }
}

/// <summary>What a <see cref="RawWorker"/> answers; null is no answer at all.</summary>
internal sealed record RawAnswers
{
    public Func<WorkflowRequest, Task<WorkflowResponse?>> Turn { get; init; } = _ => Task.FromResult<WorkflowResponse?>(new());

    public Func<ActivityRequest, Task<ActivityResponse?>> Activity { get; init; } =
        activity => Task.FromResult<ActivityResponse?>(new ActivityResponse { Result = activity.Input });

    /// <summary>Turns that are answered at once with these actions.</summary>
    public static RawAnswers Of(Func<WorkflowRequest, IEnumerable<WorkflowAction>> actions) => new()
    {
        Turn = turn =>
        {
            var response = new WorkflowResponse();
            response.Actions.AddRange(actions(turn));
            return Task.FromResult<WorkflowResponse?>(response);
        },
    };
}
