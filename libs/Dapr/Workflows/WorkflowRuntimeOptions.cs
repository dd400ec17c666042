using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Platform.Dapr.Worker;

namespace Platform.Dapr;

/// <summary>The workflows and activities of an app, and how its worker runs them.</summary>
public sealed class WorkflowRuntimeOptions
{
    private readonly Dictionary<string, Func<IServiceProvider, IWorkflow>> workflows = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Func<IServiceProvider, IWorkflowActivity>> activities = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The most turns at once; further ones wait in the worker.</summary>
    public int MaxConcurrentWorkflows { get; set; } = 100;

    /// <summary>The most activities at once; further ones wait in the worker.</summary>
    public int MaxConcurrentActivities { get; set; } = 100;

    /// <summary>
    /// How long the code of one turn may keep its thread. Code that takes longer loops or blocks: its instance fails. The thread itself
    /// cannot be taken back, so it counts as busy until the code lets go of it.
    /// </summary>
    public TimeSpan TurnTimeout { get; set; } = TimeSpan.FromSeconds(30);

    internal IReadOnlyDictionary<string, Func<IServiceProvider, IWorkflow>> Workflows => workflows;

    internal IReadOnlyDictionary<string, Func<IServiceProvider, IWorkflowActivity>> Activities => activities;

    /// <summary>Adds a workflow. It is made anew for each turn and may take singletons that do no I/O.</summary>
    /// <typeparam name="TWorkflow">A <see cref="Workflow{TInput, TOutput}"/>.</typeparam>
    /// <param name="name">Its name; null for the type's.</param>
    /// <exception cref="ArgumentException">There is one of that name already.</exception>
    public void RegisterWorkflow<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TWorkflow>(
        string? name = null)
        where TWorkflow : class, IWorkflow
    {
        var create = ActivatorUtilities.CreateFactory<TWorkflow>([]);
        Add(workflows, name ?? typeof(TWorkflow).Name, "workflow", services => create(services, null));
    }

    /// <summary>Adds a workflow that is a function.</summary>
    /// <typeparam name="TInput">The input.</typeparam>
    /// <typeparam name="TOutput">The result.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="implementation">What it does.</param>
    /// <exception cref="ArgumentException">There is one of that name already.</exception>
    public void RegisterWorkflow<TInput, TOutput>(string name, Func<WorkflowContext, TInput, Task<TOutput>> implementation)
    {
        var workflow = new FunctionWorkflow<TInput, TOutput>(implementation);
        Add(workflows, name, "workflow", _ => workflow);
    }

    /// <summary>Adds an activity. It is made anew for each call, with services of a scope of its own.</summary>
    /// <typeparam name="TActivity">A <see cref="WorkflowActivity{TInput, TOutput}"/>.</typeparam>
    /// <param name="name">Its name; null for the type's.</param>
    /// <exception cref="ArgumentException">There is one of that name already.</exception>
    public void RegisterActivity<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TActivity>(
        string? name = null)
        where TActivity : class, IWorkflowActivity
    {
        var create = ActivatorUtilities.CreateFactory<TActivity>([]);
        Add(activities, name ?? typeof(TActivity).Name, "activity", services => create(services, null));
    }

    /// <summary>Adds an activity that is a function.</summary>
    /// <typeparam name="TInput">The input.</typeparam>
    /// <typeparam name="TOutput">The result.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="implementation">What it does.</param>
    /// <exception cref="ArgumentException">There is one of that name already.</exception>
    public void RegisterActivity<TInput, TOutput>(string name, Func<WorkflowActivityContext, TInput, Task<TOutput>> implementation)
    {
        var activity = new FunctionActivity<TInput, TOutput>(implementation);
        Add(activities, name, "activity", _ => activity);
    }

    private static void Add<T>(Dictionary<string, T> all, string name, string kind, T create)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!all.TryAdd(name, create)) throw new ArgumentException($"There is a second {kind} called '{name}'.", nameof(name));
    }
}
