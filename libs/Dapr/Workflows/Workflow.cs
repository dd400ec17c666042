namespace Platform.Dapr;

/// <summary>A workflow, whatever its types: what the worker sees of a <see cref="Workflow{TInput, TOutput}"/>.</summary>
public interface IWorkflow
{
    /// <summary>Type of the input.</summary>
    Type InputType { get; }

    /// <summary>Type of the result.</summary>
    Type OutputType { get; }

    /// <summary>Runs the code from its beginning, once per turn.</summary>
    /// <param name="context">The one thing the code may await.</param>
    /// <param name="input">The input; null when the caller gave none.</param>
    /// <returns>The result.</returns>
    Task<object?> RunAsync(WorkflowContext context, object? input);
}

/// <summary>
/// Code that survives crashes. It runs from its beginning each time something has happened, and gets the recorded results of the steps it
/// has already taken; so it must do the same whenever it is run. It awaits tasks of its <see cref="WorkflowContext"/> and nothing else:
/// clocks, random numbers, I/O and threads belong into activities.
/// </summary>
/// <typeparam name="TInput">The input, from JSON.</typeparam>
/// <typeparam name="TOutput">The result, to JSON.</typeparam>
public abstract class Workflow<TInput, TOutput> : IWorkflow
{
    Type IWorkflow.InputType => typeof(TInput);

    Type IWorkflow.OutputType => typeof(TOutput);

    /// <summary>What the workflow does.</summary>
    /// <param name="context">Steps, timers, events, and the only clock.</param>
    /// <param name="input">The input; default when the caller gave none.</param>
    /// <returns>The result.</returns>
    public abstract Task<TOutput> RunAsync(WorkflowContext context, TInput input);

    async Task<object?> IWorkflow.RunAsync(WorkflowContext context, object? input) =>
        await RunAsync(context, WorkflowJson.As<TInput>(input));
}
