using Platform.TaskHub;

namespace Platform.Local.Tests.Workflows;

internal enum TaskKind
{
    Activity,
    FailingActivity,
    Timer,
    Event,
    Child,
}

/// <summary>Something a step waits for.</summary>
internal sealed record ProgramTask(TaskKind Kind, int Number, RandomProgram? Child);

/// <summary>
/// A workflow as data: steps one after the other, the tasks of a step at the same time. Its result is the text of all tasks' results;
/// one that is not patient fails with its first failure.
/// </summary>
internal sealed record RandomProgram(int Id, IReadOnlyList<IReadOnlyList<ProgramTask>> Steps, bool IsPatient)
{
    public static RandomProgram Make(Random random, Dictionary<int, RandomProgram> all, int depth)
    {
        var steps = new List<IReadOnlyList<ProgramTask>>();
        for (var step = random.Next(1, 4); step > 0; step--)
            steps.Add([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Task(random, all, depth))]);
        var program = new RandomProgram(all.Count, steps, random.Next(3) > 0);
        all[program.Id] = program;
        return program;
    }

    /// <summary>The plain interpretation: what the workflow must end with, without any engine.</summary>
    public (bool Failed, string Output) Expected()
    {
        var output = "";
        foreach (var task in Steps.SelectMany(step => step))
        {
            var (failed, text) = task.Kind switch
            {
                TaskKind.Activity => (false, $"a{task.Number}"),
                TaskKind.FailingActivity => (true, $"f{task.Number}"),
                TaskKind.Timer => (false, "t"),
                TaskKind.Event => (false, $"e{task.Number}"),
                _ => task.Child!.Expected(),
            };
            if (failed && !IsPatient) return (true, text);
            output += failed ? $"!{text}" : text;
        }

        return (false, $"({output})");
    }

    /// <summary>Every event that this workflow itself waits for.</summary>
    public IEnumerable<int> Events() =>
        Steps.SelectMany(step => step).Where(task => task.Kind is TaskKind.Event).Select(task => task.Number);

    /// <summary>The worker's side: the actions that follow from what it is shown.</summary>
    public IEnumerable<WorkflowAction> Next(WorkflowRequest turn, DateTimeOffset now)
    {
        var (seen, id, output, actions) = (new ProgramReplay(turn), 0, "", new List<WorkflowAction>());
        foreach (var step in Steps)
        {
            var results = step.Select(task => (Task: task, Id: task.Kind is TaskKind.Event ? -1 : id++)).ToList();
            var fresh = results.Where(each => each.Id >= 0 && !seen.IsConfirmed(each.Id));
            actions.AddRange(fresh.Select(each => Action(each.Task, each.Id, now)));
            foreach (var (task, number) in results)
            {
                if (seen.Result(task, number) is not { } result) return actions;
                if (result.Failed && !IsPatient) return [Act.Fail(result.Text)];
                output += result.Failed ? $"!{result.Text}" : result.Text;
            }
        }

        return [.. actions, Act.End($"({output})")];
    }

    private static ProgramTask Task(Random random, Dictionary<int, RandomProgram> all, int depth)
    {
        var kind = (TaskKind)random.Next(depth > 0 ? 5 : 4);
        return new ProgramTask(kind, random.Next(1_000_000), kind is TaskKind.Child ? Make(random, all, depth - 1) : null);
    }

    private static WorkflowAction Action(ProgramTask task, int id, DateTimeOffset now) => task.Kind switch
    {
        TaskKind.Activity => Act.Activity(id, "Good", $"{task.Number}"),
        TaskKind.FailingActivity => Act.Activity(id, "Bad", $"{task.Number}"),
        TaskKind.Timer => Act.Timer(id, now.AddSeconds(task.Number % 100)),
        _ => Act.Child(id, $"{task.Child!.Id}"),
    };
}

/// <summary>What a turn shows of the tasks of a program.</summary>
internal sealed class ProgramReplay(WorkflowRequest turn)
{
    private readonly List<HistoryEvent> events = [.. turn.All()];

    public bool IsConfirmed(int id) => events.Exists(e => e.EventId == id
        && (e.TaskScheduled is not null || e.TimerCreated is not null || e.ChildWorkflowInstanceCreated is not null));

    /// <summary>Null when it is not there yet.</summary>
    public (bool Failed, string Text)? Result(ProgramTask task, int id) => task.Kind is TaskKind.Event
        ? events.Exists(e => e.EventRaised?.Name == $"e{task.Number}") ? (false, $"e{task.Number}") : null
        : events.Select(e => Result(e, id)).FirstOrDefault(result => result is not null);

    private static (bool Failed, string Text)? Result(HistoryEvent e, int id) =>
        e.TaskCompleted?.TaskScheduledId == id ? (false, e.TaskCompleted.Result)
        : e.TaskFailed?.TaskScheduledId == id ? (true, e.TaskFailed.FailureDetails.ErrorMessage)
        : e.TimerFired?.TimerId == id ? (false, "t")
        : e.ChildWorkflowInstanceCompleted?.TaskScheduledId == id ? (false, e.ChildWorkflowInstanceCompleted.Result)
        : e.ChildWorkflowInstanceFailed?.TaskScheduledId == id ? (true, e.ChildWorkflowInstanceFailed.FailureDetails.ErrorMessage)
        : null;
}
