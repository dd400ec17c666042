using System.Collections.Concurrent;

namespace Platform.Dapr.Tests;

/// <summary>What a diary has seen, shared by all diaries of an app; and gates by which a test holds them up.</summary>
internal sealed class DiaryLog
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public SemaphoreSlim Entered { get; } = new(0);

    public SemaphoreSlim Go { get; } = new(0);

    public bool FailsToActivate { get; set; }
}

/// <summary>Lives and dies with the actor that it is injected into.</summary>
internal sealed class DiaryPen(DiaryLog log) : IDisposable
{
    public void Dispose() => log.Lines.Enqueue("pen disposed");
}

internal interface IDiary : IActor
{
    Task WaitAsync();

    Task WriteAsync(string text);

    Task FailAsync();

    Task ScheduleAsync(string what);

    Task<string> LookUpAsync(string name);

    Task CallAsync(string other);

    Task LeakAsync();
}

/// <summary>An actor that notes everything that happens to it.</summary>
internal sealed class Diary(ActorHost host, DiaryLog log, DiaryPen pen) : Actor(host), IDiary, IRemindable
{
    private static readonly TimeSpan minute = TimeSpan.FromMinutes(1);

    public async Task WaitAsync()
    {
        log.Entered.Release();
        await log.Go.WaitAsync();
        log.Lines.Enqueue("waited");
    }

    public async Task WriteAsync(string text)
    {
        log.Lines.Enqueue($"wrote {text} {pen is not null}");
        await StateManager.SetStateAsync("text", text);
    }

    public Task FailAsync() => throw new InvalidOperationException("spilled");

    public Task CallAsync(string other) => ProxyFactory.Create(new(other), "Diary").InvokeMethodAsync("WriteAsync", Id.GetId());

    public Task LeakAsync()
    {
        _ = LaterAsync();
        return Task.CompletedTask;

        async Task LaterAsync()
        {
            await log.Go.WaitAsync();
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StateManager.GetStateAsync<string>("text"));
            log.Lines.Enqueue(refused.Message);
        }
    }

    public async Task ScheduleAsync(string what)
    {
        var step = what.Split(' ');
        Task done = step[0] switch
        {
            "timer" => RegisterTimerAsync("t", step[1], "abc"u8.ToArray(), TimeSpan.Zero, minute, 2 * minute),
            "timer-once" => RegisterTimerAsync(null, nameof(OnBellAsync), null, minute, Timeout.InfiniteTimeSpan),
            "untimer" => UnregisterTimerAsync("t"),
            "reminder" => RegisterReminderAsync("r", "abc"u8.ToArray(), 2 * minute, minute, TimeSpan.FromHours(1)),
            "reminder-times" => RegisterReminderAsync("r", null, TimeSpan.Zero, TimeSpan.FromDays(2), repetitions: int.Parse(step[1])),
            "unreminder" => UnregisterReminderAsync("r"),
            "late" => RegisterReminderAsync("r", null, -minute, minute),
            _ => throw new ArgumentException(what),
        };
        await done;
    }

    public async Task<string> LookUpAsync(string name) =>
        await GetReminderAsync(name) is { } found ? $"{found.Name} {found.State.Length} {found.DueTime} {found.Period}" : "none";

    public async Task ReceiveReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period)
    {
        log.Lines.Enqueue($"reminded {reminderName} {System.Text.Encoding.UTF8.GetString(state)} {dueTime} {period}");
        if (reminderName is "last")
            await UnregisterReminderAsync("last");
        if (reminderName is "again")
        {
            await UnregisterReminderAsync("again");
            await RegisterReminderAsync("again", null, minute, minute);
        }
        if (reminderName is "bad")
            throw new InvalidOperationException("not now");
        await StateManager.SetStateAsync("reminded", reminderName);
    }

    protected override async Task OnActivateAsync()
    {
        log.Lines.Enqueue($"activated {Id}");
        if (log.FailsToActivate)
            throw new InvalidOperationException("no ink");
        if (Id.GetId() is "social")
            await ProxyFactory.Create(new("friend"), "Diary").InvokeMethodAsync("WriteAsync", "hello");
        if (Id.GetId() is "slow")
            await WaitAsync();
        if (Id.GetId() is "eager")
            await StateManager.SetStateAsync("born", true);
    }

    protected override Task OnDeactivateAsync()
    {
        log.Lines.Enqueue($"deactivated {Id}");
        return Id.GetId() is "sticky" ? throw new InvalidOperationException("stuck") : Task.CompletedTask;
    }

    protected override Task OnPreActorMethodAsync(ActorMethodContext actorMethodContext) => NoteAsync("before", actorMethodContext);

    protected override Task OnPostActorMethodAsync(ActorMethodContext actorMethodContext) => NoteAsync("after", actorMethodContext);

    protected override Task OnActorMethodFailedAsync(ActorMethodContext actorMethodContext, Exception e) =>
        NoteAsync(e.Message, actorMethodContext);

    private Task OnBellAsync(byte[] data)
    {
        log.Lines.Enqueue($"bell {data.Length}");
        return Task.CompletedTask;
    }

    private async Task OnLastBellAsync() => await UnregisterTimerAsync("t");

    private Task NoteAsync(string when, ActorMethodContext context)
    {
        if (Id.GetId() is "noted")
            log.Lines.Enqueue($"{when} {context.MethodName} {context.CallType}");
        return Task.CompletedTask;
    }
}
