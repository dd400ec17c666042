namespace Platform.Dapr.Analyzers;

/// <summary>What a workflow may not use, and what it uses instead.</summary>
internal static class ForbiddenMembers
{
    // Single members; a whole type is below.
    private static readonly Dictionary<string, Rule> members = new()
    {
        ["System.DateTime.Now"] = WorkflowRules.Clock,
        ["System.DateTime.UtcNow"] = WorkflowRules.Clock,
        ["System.DateTime.Today"] = WorkflowRules.Clock,
        ["System.DateTimeOffset.Now"] = WorkflowRules.Clock,
        ["System.DateTimeOffset.UtcNow"] = WorkflowRules.Clock,
        ["System.TimeProvider.System"] = WorkflowRules.Clock,
        ["System.TimeProvider.GetUtcNow"] = WorkflowRules.Clock,
        ["System.TimeProvider.GetLocalNow"] = WorkflowRules.Clock,
        ["System.TimeProvider.GetTimestamp"] = WorkflowRules.Clock,
        ["System.Guid.NewGuid"] = WorkflowRules.Identity,
        ["System.Guid.CreateVersion7"] = WorkflowRules.Identity,
        ["System.Threading.Tasks.Task.Delay"] = WorkflowRules.Delay,
        ["System.Threading.Tasks.Task.WaitAsync"] = WorkflowRules.Delay,
        ["System.Threading.Tasks.Task.Run"] = WorkflowRules.Threads,
        ["System.Threading.Tasks.Task.Wait"] = WorkflowRules.Threads,
        ["System.Threading.Tasks.Task.WaitAll"] = WorkflowRules.Threads,
        ["System.Threading.Tasks.Task.WaitAny"] = WorkflowRules.Threads,
        ["System.Threading.Tasks.TaskFactory.StartNew"] = WorkflowRules.Threads,
        ["System.Threading.CancellationTokenSource.CancelAfter"] = WorkflowRules.Delay,
        ["System.Threading.CancellationTokenSource.CancelAsync"] = WorkflowRules.Threads,
        ["System.Threading.Tasks.Task.ConfigureAwait"] = WorkflowRules.Leaving,
        ["System.Threading.Tasks.ValueTask.ConfigureAwait"] = WorkflowRules.Leaving,
    };

    private static readonly Dictionary<string, Rule> types = new()
    {
        ["System.Random"] = WorkflowRules.Chance,
        ["System.Security.Cryptography.RandomNumberGenerator"] = WorkflowRules.Chance,
        ["System.Diagnostics.Stopwatch"] = WorkflowRules.Clock,
        ["System.Environment"] = WorkflowRules.Surroundings,
        ["System.AppContext"] = WorkflowRules.Surroundings,
        ["System.Console"] = WorkflowRules.Logging,
        ["System.Threading.Thread"] = WorkflowRules.Threads,
        ["System.Threading.ThreadPool"] = WorkflowRules.Threads,
        ["System.Threading.Timer"] = WorkflowRules.Delay,
        ["System.Threading.PeriodicTimer"] = WorkflowRules.Delay,
        ["System.Timers.Timer"] = WorkflowRules.Delay,
        ["System.Threading.Tasks.Parallel"] = WorkflowRules.Threads,
        ["System.Threading.SemaphoreSlim"] = WorkflowRules.Threads,
        ["System.Threading.Semaphore"] = WorkflowRules.Threads,
        ["System.Threading.Mutex"] = WorkflowRules.Threads,
        ["System.Threading.ManualResetEvent"] = WorkflowRules.Threads,
        ["System.Threading.ManualResetEventSlim"] = WorkflowRules.Threads,
        ["System.Threading.AutoResetEvent"] = WorkflowRules.Threads,
        ["System.Diagnostics.Process"] = WorkflowRules.World,
        ["System.IO.File"] = WorkflowRules.World,
        ["System.IO.FileInfo"] = WorkflowRules.World,
        ["System.IO.FileStream"] = WorkflowRules.World,
        ["System.IO.Directory"] = WorkflowRules.World,
        ["System.IO.DirectoryInfo"] = WorkflowRules.World,
        ["System.IO.StreamReader"] = WorkflowRules.World,
        ["System.IO.StreamWriter"] = WorkflowRules.World,
        ["Platform.Dapr.DaprClient"] = WorkflowRules.World,
        ["Platform.Dapr.DaprWorkflowClient"] = WorkflowRules.World,
    };

    // Whole worlds of I/O.
    private static readonly (string Prefix, Rule Rule)[] namespaces =
    [
        ("System.Net.", WorkflowRules.World),
        ("System.IO.Pipes.", WorkflowRules.World),
        ("System.Data.", WorkflowRules.World),
        ("Npgsql.", WorkflowRules.World),
    ];

    /// <summary>The rule that a member breaks; null when it may be used.</summary>
    /// <param name="type">Full name of the member's type, without type arguments.</param>
    /// <param name="member">The member's name; <c>.ctor</c> for a constructor.</param>
    public static Rule? Find(string type, string member)
    {
        if (members.TryGetValue($"{type}.{member}", out var rule) || types.TryGetValue(type, out rule)) return rule;

        foreach (var (prefix, world) in namespaces)
        {
            if (type.StartsWith(prefix, System.StringComparison.Ordinal) && !IsValue(type)) return world;
        }

        return null;
    }

    // Codes and addresses are values, not calls.
    private static bool IsValue(string type) =>
        type is "System.Net.HttpStatusCode" or "System.Net.IPAddress" or "System.Net.WebUtility" or "System.Net.Http.HttpMethod";
}
