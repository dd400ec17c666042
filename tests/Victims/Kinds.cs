using Platform.Dapr;

namespace Platform.Victims;

/// <summary>The kinds of workflows: each gives the values of its steps, in their order.</summary>
internal static class Kinds
{
    public const string First = "first";
    public const string Second = "second";

    public static IReadOnlyList<string> All { get; } =
        [nameof(Chain), nameof(Fan), nameof(Timed), nameof(Listening), nameof(Parents), nameof(Renewed)];

    /// <summary>The steps of an instance, in the order of the values in its result.</summary>
    public static IReadOnlyList<string> StepsOf(string kind, string id) => kind switch
    {
        nameof(Chain) => Steps(id, Chain.Length),
        nameof(Fan) => Steps(id, Fan.Width),
        nameof(Timed) => Steps(id, 2),
        nameof(Listening) => Steps(id, 3),
        nameof(Parents) => [.. StepsOf(nameof(Chain), Parents.ChainOf(id)), .. StepsOf(nameof(Fan), Parents.FanOf(id))],
        nameof(Renewed) => Steps(id, Renewed.Rounds),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind"),
    };

    /// <summary>Whether an instance takes one step after the other; no step begins again once a later one has begun.</summary>
    public static bool IsSequential(string id) => !id.StartsWith(nameof(Fan), StringComparison.Ordinal) && !Parents.IsFan(id);

    public static Task<string> WorkAsync(this WorkflowContext context, int step) => context.CallActivityAsync<string>(nameof(Work), step);

    private static string[] Steps(string id, int count) => [.. Enumerable.Range(0, count).Select(step => Effects.Key(id, step))];
}

/// <summary>One step after the other.</summary>
internal sealed class Chain : Workflow<object?, string[]>
{
    public const int Length = 5;

    public override async Task<string[]> RunAsync(WorkflowContext context, object? input)
    {
        var values = new string[Length];
        for (var step = 0; step < Length; step++) values[step] = await context.WorkAsync(step);
        return values;
    }
}

/// <summary>All steps at once.</summary>
internal sealed class Fan : Workflow<object?, string[]>
{
    public const int Width = 5;

    public override Task<string[]> RunAsync(WorkflowContext context, object? input) =>
        Task.WhenAll(Enumerable.Range(0, Width).Select(context.WorkAsync));
}

/// <summary>A timer between two steps; a host that is away meanwhile finds it due in the past.</summary>
internal sealed class Timed : Workflow<object?, string[]>
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public override async Task<string[]> RunAsync(WorkflowContext context, object? input)
    {
        var before = await context.WorkAsync(0);
        await context.CreateTimer(Pause);
        return [before, await context.WorkAsync(1)];
    }
}

/// <summary>Waits for two events between its steps; they come before or after the wait.</summary>
internal sealed class Listening : Workflow<object?, string[]>
{
    public override async Task<string[]> RunAsync(WorkflowContext context, object? input)
    {
        var before = await context.WorkAsync(0);
        await context.WaitForExternalEventAsync<object?>(Kinds.First);
        var between = await context.WorkAsync(1);
        await context.WaitForExternalEventAsync<object?>(Kinds.Second);
        return [before, between, await context.WorkAsync(2)];
    }
}

/// <summary>Two children at once.</summary>
internal sealed class Parents : Workflow<object?, string[]>
{
    public static string ChainOf(string id) => $"{id}-chain";

    public static string FanOf(string id) => $"{id}-fan";

    public static bool IsFan(string id) => id.EndsWith("-fan", StringComparison.Ordinal);

    public override async Task<string[]> RunAsync(WorkflowContext context, object? input)
    {
        var chain = context.CallChildWorkflowAsync<string[]>(nameof(Chain), null, new(ChainOf(context.InstanceId)));
        var fan = context.CallChildWorkflowAsync<string[]>(nameof(Fan), null, new(FanOf(context.InstanceId)));
        return [.. await chain, .. await fan];
    }
}

/// <summary>A step a run, with the values so far as the next run's input; an event that comes early is kept from run to run.</summary>
internal sealed class Renewed : Workflow<string[]?, string[]>
{
    public const int Rounds = 4;

    public override async Task<string[]> RunAsync(WorkflowContext context, string[]? input)
    {
        string[] before = input ?? [];
        string[] values = [.. before, await context.WorkAsync(before.Length)];
        if (values.Length == Rounds) await context.WaitForExternalEventAsync<object?>(Kinds.First);
        else context.ContinueAsNew(values);
        return values;
    }
}
