using Platform.TaskHub;

namespace Platform.Local.Workflows.Work;

/// <summary>Something for a worker to do.</summary>
internal abstract class DueWork(Instance instance)
{
    public Instance Instance => instance;

    /// <summary>What the worker's answer must carry; empty while it is with none.</summary>
    public string Token { get; set; } = "";

    /// <summary>The stream it was sent on; null while it is with no worker.</summary>
    public WorkerStream? Stream { get; set; }

    public DateTimeOffset SentAt { get; set; }

    /// <summary>Its answer is no longer of use.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>The work item's body on the wire, without the completion token.</summary>
    public abstract WorkBody Body();
}

/// <summary>A turn of a workflow.</summary>
internal sealed class DueTurn(Instance instance, IReadOnlyList<HistoryEvent> newEvents, int taken) : DueWork(instance)
{
    public IReadOnlyList<HistoryEvent> NewEvents => newEvents;

    /// <summary>How many events of the inbox it settles.</summary>
    public int Taken => taken;

    /// <summary>It has been told that no answer comes.</summary>
    public bool IsOverdue { get; set; }

    public override WorkBody Body() => WorkBody.OfTurn(Instance, newEvents);
}

/// <summary>An activity.</summary>
internal sealed class DueActivity(Instance instance, string executionId, HistoryEvent scheduled) : DueWork(instance)
{
    public HistoryEvent Scheduled => scheduled;

    public override WorkBody Body() => WorkBody.OfActivity(Instance.Id, executionId, scheduled);
}
