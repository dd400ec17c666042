namespace Platform.Dapr;

/// <summary>An activity, whatever its types: what the worker sees of a <see cref="WorkflowActivity{TInput, TOutput}"/>.</summary>
public interface IWorkflowActivity
{
    /// <summary>Type of the input.</summary>
    Type InputType { get; }

    /// <summary>Type of the result.</summary>
    Type OutputType { get; }

    /// <summary>Does the work.</summary>
    /// <param name="context">Which call this is.</param>
    /// <param name="input">The input; null when the workflow gave none.</param>
    /// <returns>The result.</returns>
    Task<object?> RunAsync(WorkflowActivityContext context, object? input);
}

/// <summary>
/// A step of a workflow that may touch the world. It runs at least once: a crash between the work and its acknowledgement runs it again,
/// so it must be safe to repeat (<see cref="WorkflowActivityContext.TaskExecutionKey"/> is the same each time). Made per call, with
/// services of a scope of its own.
/// </summary>
/// <typeparam name="TInput">The input, from JSON.</typeparam>
/// <typeparam name="TOutput">The result, to JSON.</typeparam>
public abstract class WorkflowActivity<TInput, TOutput> : IWorkflowActivity
{
    Type IWorkflowActivity.InputType => typeof(TInput);

    Type IWorkflowActivity.OutputType => typeof(TOutput);

    /// <summary>Does the work.</summary>
    /// <param name="context">Which call this is.</param>
    /// <param name="input">The input; default when the workflow gave none.</param>
    /// <returns>The result.</returns>
    public abstract Task<TOutput> RunAsync(WorkflowActivityContext context, TInput input);

    async Task<object?> IWorkflowActivity.RunAsync(WorkflowActivityContext context, object? input) =>
        await RunAsync(context, WorkflowJson.As<TInput>(input));
}

/// <summary>Which call of an activity this is.</summary>
public abstract class WorkflowActivityContext
{
    /// <summary>The activity's name.</summary>
    public abstract string Identifier { get; }

    /// <summary>The workflow instance that called it.</summary>
    public abstract string InstanceId { get; }

    /// <summary>The same for every execution and every retry of this step, and for no other one: a key against doing it twice.</summary>
    public abstract string TaskExecutionKey { get; }

    /// <summary>Cancelled when the process stops; the activity then runs again elsewhere.</summary>
    public virtual CancellationToken CancellationToken => CancellationToken.None;
}
