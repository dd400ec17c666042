using Microsoft.CodeAnalysis;

namespace Platform.Dapr.Analyzers;

/// <summary>A rule of workflow code.</summary>
internal sealed class Rule
{
    public Rule(string id, string title, string instead) =>
        Descriptor = new(
            id, title, $"{{0}} in workflow '{{1}}': {instead}", "Workflows", DiagnosticSeverity.Error, isEnabledByDefault: true,
            description: "A workflow is replayed from its history; whatever differs from one replay to the next breaks it.");

    public DiagnosticDescriptor Descriptor { get; }
}

/// <summary>The rules.</summary>
internal static class WorkflowRules
{
    public static readonly Rule Clock = new(
        "DAPRWF001", "A workflow has no clock of its own", "each replay would see another time; use context.CurrentUtcDateTime");

    public static readonly Rule Identity = new(
        "DAPRWF002", "A workflow makes no random ids", "each replay would get another id; use context.NewGuid()");

    public static readonly Rule Chance = new(
        "DAPRWF003", "A workflow throws no dice",
        "each replay would get another number; draw it in an activity, or seed from context.NewGuid()");

    public static readonly Rule Delay = new(
        "DAPRWF004", "A workflow waits on durable timers only", "it is lost in a crash and differs in a replay; use context.CreateTimer");

    public static readonly Rule Threads = new(
        "DAPRWF005", "A workflow has one thread",
        "it would leave the workflow's thread; compute in an activity (context.CallActivityAsync), and fan out with Task.WhenAll");

    public static readonly Rule World = new(
        "DAPRWF006", "A workflow does no I/O", "each replay would do it again; do it in an activity (context.CallActivityAsync)");

    public static readonly Rule Leaving = new(
        "DAPRWF007", "A workflow stays on its thread", "the code would go on outside its workflow; await the task as it is");

    public static readonly Rule Surroundings = new(
        "DAPRWF008", "A workflow does not look around", "a replay may run on another machine; pass it as input, or read it in an activity");

    public static readonly Rule Logging = new(
        "DAPRWF009", "A workflow logs once", "each replay would write it again; use context.CreateReplaySafeLogger");
}
