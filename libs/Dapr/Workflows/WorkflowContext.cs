using Microsoft.Extensions.Logging;

namespace Platform.Dapr;

/// <summary>
/// Everything a workflow may do. Its tasks are the only ones a workflow may await, and its members may only be used by the code of the
/// turn, not from other threads.
/// </summary>
public abstract class WorkflowContext
{
    /// <summary>The workflow's name.</summary>
    public abstract string Name { get; }

    /// <summary>The instance.</summary>
    public abstract string InstanceId { get; }

    /// <summary>When this turn began, in UTC; the same in every replay.</summary>
    public abstract DateTime CurrentUtcDateTime { get; }

    /// <summary>Whether the code is being led through what has already happened.</summary>
    public abstract bool IsReplaying { get; }

    /// <summary>Runs an activity and takes its result.</summary>
    /// <typeparam name="T">Type of the result.</typeparam>
    /// <param name="name">The activity's name.</param>
    /// <param name="input">Its input, becomes JSON; null for none.</param>
    /// <param name="options">Retries; null for none.</param>
    /// <returns>The result; default when there is none.</returns>
    /// <exception cref="WorkflowTaskFailedException">The activity failed, and so did every retry.</exception>
    public abstract Task<T> CallActivityAsync<T>(string name, object? input = null, WorkflowTaskOptions? options = null);

    /// <summary>Runs an activity and drops its result.</summary>
    /// <param name="name">The activity's name.</param>
    /// <param name="input">Its input, becomes JSON; null for none.</param>
    /// <param name="options">Retries; null for none.</param>
    /// <returns>When it is done.</returns>
    /// <exception cref="WorkflowTaskFailedException">The activity failed, and so did every retry.</exception>
    public virtual Task CallActivityAsync(string name, object? input = null, WorkflowTaskOptions? options = null) =>
        CallActivityAsync<object?>(name, input, options);

    /// <summary>Runs another workflow and takes its result.</summary>
    /// <typeparam name="TResult">Type of the result.</typeparam>
    /// <param name="workflowName">The workflow's name.</param>
    /// <param name="input">Its input, becomes JSON; null for none.</param>
    /// <param name="options">Instance id and retries; null for a new id and none.</param>
    /// <returns>The result; default when there is none.</returns>
    /// <exception cref="WorkflowTaskFailedException">The child failed or was terminated, and so was every retry.</exception>
    public abstract Task<TResult> CallChildWorkflowAsync<TResult>(
        string workflowName, object? input = null, ChildWorkflowTaskOptions? options = null);

    /// <summary>Runs another workflow and drops its result.</summary>
    /// <param name="workflowName">The workflow's name.</param>
    /// <param name="input">Its input, becomes JSON; null for none.</param>
    /// <param name="options">Instance id and retries; null for a new id and none.</param>
    /// <returns>When it has completed.</returns>
    /// <exception cref="WorkflowTaskFailedException">The child failed or was terminated, and so was every retry.</exception>
    public virtual Task CallChildWorkflowAsync(string workflowName, object? input = null, ChildWorkflowTaskOptions? options = null) =>
        CallChildWorkflowAsync<object?>(workflowName, input, options);

    /// <summary>Waits, however long, without holding anything in memory.</summary>
    /// <param name="delay">From the beginning of this turn.</param>
    /// <param name="cancellationToken">A token of the workflow's own that stops the waiting.</param>
    /// <returns>When the time has come.</returns>
    public virtual Task CreateTimer(TimeSpan delay, CancellationToken cancellationToken = default) =>
        CreateTimer(CurrentUtcDateTime + delay, cancellationToken);

    /// <summary>Waits for a moment; at once when it has passed.</summary>
    /// <param name="fireAt">The moment; UTC unless its kind is local.</param>
    /// <param name="cancellationToken">A token of the workflow's own that stops the waiting.</param>
    /// <returns>When the time has come.</returns>
    public abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken);

    /// <summary>Waits for an event by name. Events that came before the wait count, oldest first; case does not.</summary>
    /// <typeparam name="T">Type of the payload.</typeparam>
    /// <param name="eventName">The event.</param>
    /// <param name="cancellationToken">A token of the workflow's own that stops the waiting.</param>
    /// <returns>The payload; default when there is none.</returns>
    public abstract Task<T> WaitForExternalEventAsync<T>(string eventName, CancellationToken cancellationToken = default);

    /// <summary>Waits for an event by name, for a time.</summary>
    /// <typeparam name="T">Type of the payload.</typeparam>
    /// <param name="eventName">The event.</param>
    /// <param name="timeout">How long.</param>
    /// <returns>The payload; default when there is none.</returns>
    /// <exception cref="TaskCanceledException">It did not come in time.</exception>
    public abstract Task<T> WaitForExternalEventAsync<T>(string eventName, TimeSpan timeout);

    /// <summary>Shows something to those who watch the instance; kept until it is set again.</summary>
    /// <param name="customStatus">Becomes JSON; null clears it.</param>
    public abstract void SetCustomStatus(object? customStatus);

    /// <summary>
    /// When the code returns, the instance begins anew with another input and an empty history; for workflows that never end. What the
    /// code returns is dropped, and so are steps that have not ended.
    /// </summary>
    /// <param name="newInput">The next input, becomes JSON; null for none.</param>
    /// <param name="preserveUnprocessedEvents">Whether events that nobody waited for are carried over.</param>
    public abstract void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true);

    /// <summary>An id that is the same in every replay, and otherwise nowhere.</summary>
    /// <returns>The id.</returns>
    public abstract Guid NewGuid();

    /// <summary>A logger that is silent while replaying, so that each line comes once.</summary>
    /// <param name="categoryName">Its category.</param>
    /// <returns>The logger.</returns>
    public abstract ILogger CreateReplaySafeLogger(string categoryName);

    /// <summary>A logger that is silent while replaying, so that each line comes once.</summary>
    /// <param name="type">Its full name is the category.</param>
    /// <returns>The logger.</returns>
    public virtual ILogger CreateReplaySafeLogger(Type type) => CreateReplaySafeLogger(type.FullName ?? type.Name);

    /// <summary>A logger that is silent while replaying, so that each line comes once.</summary>
    /// <typeparam name="T">Its full name is the category.</typeparam>
    /// <returns>The logger.</returns>
    public virtual ILogger CreateReplaySafeLogger<T>() => CreateReplaySafeLogger(typeof(T));
}
