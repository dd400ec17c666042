using System.Diagnostics;
using Platform.TaskHub;

namespace Platform.Dapr;

/// <summary>Traces of workflows: one activity of <see cref="ActivitySource"/> per turn and per activity.</summary>
internal static class Tracing
{
    /// <summary>What a collector subscribes to.</summary>
    public const string SourceName = "Platform.Dapr.Workflows";

    public static ActivitySource Source { get; } = new(SourceName);

    /// <summary>The present activity as the protocol has it; null when there is none.</summary>
    public static TraceContext? Current(Activity? activity) => activity is not { IdFormat: ActivityIdFormat.W3C, Id: { } id }
        ? null
        : new() { TraceParent = id, SpanId = activity.SpanId.ToHexString(), TraceState = activity.TraceStateString };

    /// <summary>Begins an activity beneath the one that the message names.</summary>
    public static Activity? Begin(string name, ActivityKind kind, TraceContext? parent, string instanceId)
    {
        ActivityContext.TryParse(parent?.TraceParent, parent?.TraceState, isRemote: true, out var context);
        var activity = Source.StartActivity(name, kind, context);
        return activity?.SetTag("dapr.workflow.instance_id", instanceId);
    }
}
