using Platform.TaskHub;

namespace Platform.Dapr.Replay;

/// <summary>The steps that the code has begun, by id, held against those of the history.</summary>
/// <param name="workflow">The workflow's name, for messages.</param>
internal sealed class StepList(string workflow)
{
    /// <summary>The most steps that one turn may begin.</summary>
    public const int MostPerTurn = 100_000;

    private readonly List<Step> steps = [];
    private int unconfirmed;
    private bool isCut;

    /// <summary>The id of the next step.</summary>
    public int Count => steps.Count;

    /// <summary>How many the code may still be waiting for.</summary>
    public int Live { get; private set; }

    /// <summary>Set when the code has begun more steps than it may; none of them is sent.</summary>
    public WorkflowStuckException? Overrun { get; private set; }

    public T Add<T>(T step) where T : Step
    {
        if (unconfirmed >= MostPerTurn)
            throw Overrun = new($"Workflow '{workflow}' begins more than {MostPerTurn:N0} steps in one turn: it loops without awaiting.");

        step.Id = steps.Count;
        steps.Add(step);
        unconfirmed++;
        Live++;
        return step;
    }

    /// <summary>The code does not wait for it any more; it ends unheard.</summary>
    public void Abandon(Step step)
    {
        if (step.IsLive) Live--;
        step.IsAbandoned = true;
    }

    /// <summary>The history says that a step was begun; the code must have begun the same one.</summary>
    /// <exception cref="WorkflowDivergedException">It has not.</exception>
    public void Confirm(HistoryEvent e, int index, string? name)
    {
        if (Find(e.EventId) is not { } step) throw Diverged(null, index, $"the history has {HistoryText.Of(e)}, the code has no such step");
        if (step.ConfirmedBy != e.EventTypeCase || (name is not null && name != step.Name))
            throw Diverged(e.EventId, index, $"the history has {HistoryText.Of(e)}, the code has {step.What}");
        isCut |= IsRerun(e);
        if (!step.IsConfirmed) unconfirmed--;
        step.IsConfirmed = true;
    }

    /// <summary>The step that something has become of; null when there is none, or when it has already ended.</summary>
    /// <exception cref="WorkflowDivergedException">It is of another kind.</exception>
    public Step? TakeLive<T>(int id, HistoryEvent e, int index) where T : Step
    {
        if (Find(id) is not { } step) return null;
        if (step is not T) throw Diverged(id, index, $"the history has {HistoryText.Of(e)}, the code has {step.What}");
        if (!step.IsLive) return null;

        Live--;
        return step;
    }

    /// <summary>A turn of the past is over: all that the code has begun must be in the history.</summary>
    /// <exception cref="WorkflowDivergedException">It is not.</exception>
    public void CheckAllConfirmed(int index)
    {
        if (unconfirmed == 0 || isCut) return;

        var step = steps.First(each => !each.IsConfirmed);
        throw Diverged(step.Id, null, $"the code has {step.What}, which the history does not have before its event {index}");
    }

    /// <summary>What the host does not know yet, in the order of the calls.</summary>
    public IEnumerable<WorkflowAction> Outgoing() =>
        unconfirmed == 0 ? [] : steps.Where(step => !step.IsConfirmed).Select(step => step.ToAction());

    // An instance that is run again from a step has a history that ends there; what the code began beside it is sent anew.
    private static bool IsRerun(HistoryEvent e) =>
        (e.TaskScheduled?.RerunParentInstanceInfo ?? e.TimerCreated?.RerunParentInstanceInfo
            ?? e.ChildWorkflowInstanceCreated?.RerunParentInstanceInfo) is not null;

    private Step? Find(int id) => id >= 0 && id < steps.Count ? steps[id] : null;

    private WorkflowDivergedException Diverged(int? step, int? index, string text)
    {
        var where = step is null ? "a step" : $"step {step}";
        var at = index is null ? "" : $" (event {index} of the history)";
        return new($"Workflow '{workflow}' has changed under a running instance: {where}{at}: {text}.") { Step = step, EventIndex = index };
    }
}
