using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Platform.Dapr.Replay;

/// <summary>What the code of a turn sees: each call begins a step, or finds the one that the history has for it.</summary>
internal sealed class ReplayContext(TurnState turn, Mailbox mailbox, TurnSettings settings) : WorkflowContext
{
    private readonly StepCalls calls = new(turn);
    private int guids;

    /// <inheritdoc/>
    public override string Name => turn.Name;

    /// <inheritdoc/>
    public override string InstanceId => turn.InstanceId;

    /// <inheritdoc/>
    public override DateTime CurrentUtcDateTime
    {
        get
        {
            turn.Thread.Check(nameof(CurrentUtcDateTime));
            return turn.Now;
        }
    }

    /// <inheritdoc/>
    public override bool IsReplaying => turn.IsReplaying;

    /// <inheritdoc/>
    public override async Task<T> CallActivityAsync<T>(string name, object? input = null, WorkflowTaskOptions? options = null)
    {
        turn.Thread.Check(nameof(CallActivityAsync));
        ArgumentException.ThrowIfNullOrEmpty(name);
        var result = await calls.ActivityAsync(name, settings.Json.Write(input), options?.RetryPolicy);
        return settings.Json.Read<T>(result, $"The result of activity '{name}'");
    }

    /// <inheritdoc/>
    public override Task CallActivityAsync(string name, object? input = null, WorkflowTaskOptions? options = null)
    {
        turn.Thread.Check(nameof(CallActivityAsync));
        ArgumentException.ThrowIfNullOrEmpty(name);
        return calls.ActivityAsync(name, settings.Json.Write(input), options?.RetryPolicy);
    }

    /// <inheritdoc/>
    public override async Task<TResult> CallChildWorkflowAsync<TResult>(
        string workflowName, object? input = null, ChildWorkflowTaskOptions? options = null)
    {
        turn.Thread.Check(nameof(CallChildWorkflowAsync));
        ArgumentException.ThrowIfNullOrEmpty(workflowName);
        var id = options?.InstanceId;
        var result = await calls.ChildAsync(
            workflowName, settings.Json.Write(input), () => id ?? NewGuid().ToString("N"), options?.RetryPolicy);
        return settings.Json.Read<TResult>(result, $"The result of child workflow '{workflowName}'");
    }

    /// <inheritdoc/>
    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        turn.Thread.Check(nameof(CreateTimer));
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled(cancellationToken);

        var utc = fireAt.Kind is DateTimeKind.Local ? fireAt.ToUniversalTime() : DateTime.SpecifyKind(fireAt, DateTimeKind.Utc);
        var step = turn.Steps.Add(new TimerStep(utc, action => action.CreateTimer = new()));
        return cancellationToken.CanBeCanceled ? UntilCancelledAsync(step, cancellationToken) : step.Task;
    }

    /// <inheritdoc/>
    public override async Task<T> WaitForExternalEventAsync<T>(string eventName, CancellationToken cancellationToken = default)
    {
        turn.Thread.Check(nameof(WaitForExternalEventAsync));
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        cancellationToken.ThrowIfCancellationRequested();
        if (mailbox.TryTake(eventName, out var payload)) return ReadEvent<T>(eventName, payload);

        var wait = mailbox.Await(eventName);
        using var registration = cancellationToken.Register(() =>
        {
            if (turn.Thread.IsOurs("the token of a wait was cancelled by another thread")) mailbox.Cancel(wait);
        });
        return ReadEvent<T>(eventName, await wait.Source.Task);
    }

    /// <inheritdoc/>
    public override async Task<T> WaitForExternalEventAsync<T>(string eventName, TimeSpan timeout)
    {
        turn.Thread.Check(nameof(WaitForExternalEventAsync));
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        if (timeout == Timeout.InfiniteTimeSpan) return await WaitForExternalEventAsync<T>(eventName, CancellationToken.None);
        if (mailbox.TryTake(eventName, out var payload)) return ReadEvent<T>(eventName, payload);
        if (timeout <= TimeSpan.Zero) throw new TaskCanceledException(Late(eventName, timeout));

        var wait = mailbox.Await(eventName);
        var limit = turn.Steps.Add(new TimerStep(turn.In(timeout), action => action.ExternalEvent = new() { Name = eventName }));
        if (await Task.WhenAny(wait.Source.Task, limit.Task) == wait.Source.Task)
        {
            turn.Steps.Abandon(limit);
            return ReadEvent<T>(eventName, await wait.Source.Task);
        }

        mailbox.Cancel(wait);
        throw new TaskCanceledException(Late(eventName, timeout));
    }

    /// <inheritdoc/>
    public override void SetCustomStatus(object? customStatus)
    {
        turn.Thread.Check(nameof(SetCustomStatus));
        turn.CustomStatus = customStatus is null ? null : settings.Json.Write(customStatus);
    }

    /// <inheritdoc/>
    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        turn.Thread.Check(nameof(ContinueAsNew));
        turn.Next = (settings.Json.Write(newInput), preserveUnprocessedEvents);
    }

    /// <inheritdoc/>
    public override Guid NewGuid()
    {
        turn.Thread.Check(nameof(NewGuid));
        // With the moment, since an instance that begins anew counts from 0 again.
        return StableGuid.Of(string.Create(CultureInfo.InvariantCulture, $"{InstanceId}_{turn.Now:O}_{guids++}"));
    }

    /// <inheritdoc/>
    public override ILogger CreateReplaySafeLogger(string categoryName) =>
        new QuietLogger(settings.Loggers.CreateLogger(categoryName), this);

    private async Task UntilCancelledAsync(Step step, CancellationToken ct)
    {
        var cancelled = new TaskCompletionSource();
        using var registration = ct.Register(() =>
        {
            if (!turn.Thread.IsOurs("the token of a timer was cancelled by another thread")) return;
            turn.Steps.Abandon(step);
            cancelled.TrySetCanceled(ct);
        });
        await await Task.WhenAny(step.Task, cancelled.Task);
    }

    private T ReadEvent<T>(string name, string? payload) => settings.Json.Read<T>(payload, $"The payload of event '{name}'");

    private static string Late(string name, TimeSpan timeout) => $"Event '{name}' did not come within {timeout}.";
}
