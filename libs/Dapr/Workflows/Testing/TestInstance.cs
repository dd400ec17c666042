using Platform.TaskHub;
using Platform.TaskHub.Turns;

namespace Platform.Dapr.Testing;

/// <summary>An instance in memory: what a host would keep in its store.</summary>
internal sealed class TestInstance(string id)
{
    public string Id { get; } = id;

    public List<HistoryEvent> History { get; } = [];

    public List<HistoryEvent> Inbox { get; } = [];

    public InstanceState State { get; private set; } = new();

    public string? CustomStatus { get; private set; }

    /// <summary>Counts the runs; timers of an earlier one fire unheard.</summary>
    public int Run { get; private set; }

    public bool IsOver => State.IsOver;

    public void Append(TurnCommit commit)
    {
        if (commit.KeepsInbox) return;

        Inbox.Clear();
        CustomStatus = commit.CustomStatus;
        foreach (var e in commit.Appended)
        {
            History.Add(e);
            State.Apply(e);
        }
    }

    public void BeginAnew(TurnCommit commit)
    {
        Inbox.Clear();
        History.Clear();
        (State, CustomStatus) = (new(), commit.CustomStatus);
        Run++;
        Inbox.AddRange(commit.NextRun);
    }
}
