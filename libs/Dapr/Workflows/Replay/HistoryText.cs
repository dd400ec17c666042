using Platform.TaskHub;
using EventCase = Platform.TaskHub.HistoryEvent.EventTypeOneofCase;

namespace Platform.Dapr.Replay;

/// <summary>Events of a history in words, for messages.</summary>
internal static class HistoryText
{
    public static string Of(HistoryEvent e) => e.EventTypeCase switch
    {
        EventCase.TaskScheduled => $"activity '{e.TaskScheduled.Name}' as step {e.EventId}",
        EventCase.ChildWorkflowInstanceCreated => $"child workflow '{e.ChildWorkflowInstanceCreated.Name}' as step {e.EventId}",
        EventCase.TimerCreated => $"a timer{OriginOf(e.TimerCreated)} as step {e.EventId}",
        EventCase.TaskCompleted => $"the result of an activity for step {e.TaskCompleted.TaskScheduledId}",
        EventCase.TaskFailed => $"the failure of an activity for step {e.TaskFailed.TaskScheduledId}",
        EventCase.ChildWorkflowInstanceCompleted =>
            $"the result of a child workflow for step {e.ChildWorkflowInstanceCompleted.TaskScheduledId}",
        EventCase.ChildWorkflowInstanceFailed =>
            $"the failure of a child workflow for step {e.ChildWorkflowInstanceFailed.TaskScheduledId}",
        EventCase.TimerFired => $"the end of a timer for step {e.TimerFired.TimerId}",
        _ => e.EventTypeCase.ToString(),
    };

    // The official worker makes a timer that never fires for each wait without limit (adr/0015); such a history cannot be taken over.
    private static string OriginOf(TimerCreatedEvent timer) => timer.OriginCase switch
    {
        TimerCreatedEvent.OriginOneofCase.ExternalEvent => $" for event '{timer.ExternalEvent.Name}'",
        TimerCreatedEvent.OriginOneofCase.ActivityRetry => " before the retry of an activity",
        TimerCreatedEvent.OriginOneofCase.ChildWorkflowRetry => " before the retry of a child workflow",
        _ => "",
    };
}
