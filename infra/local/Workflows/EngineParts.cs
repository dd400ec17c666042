namespace Platform.Local.Workflows;

/// <summary>The parts of an engine, made in the order they need each other.</summary>
internal sealed class EngineParts
{
    public EngineParts(EngineRoom room)
    {
        Inboxes = new Inboxes(room);
        Clocks = new Clocks(room, Inboxes);
        Births = new Births(room, Inboxes, Clocks);
        Endings = new Endings(room, Births, Clocks);
        Commits = new Commits(room, this);
        Turns = new Turns(room, this);
        Loader = new HistoryLoader(room);
    }

    public Inboxes Inboxes { get; }

    public Clocks Clocks { get; }

    public Births Births { get; }

    public Endings Endings { get; }

    public Commits Commits { get; }

    public Turns Turns { get; }

    public HistoryLoader Loader { get; }
}
