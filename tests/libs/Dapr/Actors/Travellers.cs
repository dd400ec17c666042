using System.Collections.Concurrent;

namespace Platform.Dapr.Tests;

/// <summary>What travellers have seen, shared by all of an app.</summary>
internal sealed class Journal
{
    public ConcurrentQueue<string> Lines { get; } = new();
}

internal interface ITraveller : IActor
{
    /// <summary>Counts up slowly: read, give way, write.</summary>
    Task<int> StepAsync();

    /// <summary>Goes to each place named, one by one, each asking the next.</summary>
    Task<string> TourAsync(string[] places);

    Task RemindAsync(int seconds);

    Task WindUpAsync(int seconds);

    Task<string> WaitAsync(string place);
}

/// <summary>An actor for tests through the real host.</summary>
internal sealed class Traveller(ActorHost host, Journal journal) : Actor(host), ITraveller, IRemindable
{
    private int rings;
    private bool inside;

    public async Task<int> StepAsync()
    {
        if (inside)
            throw new InvalidOperationException("two at once");
        inside = true;
        var steps = await StateManager.GetOrAddStateAsync("steps", 0);
        await Task.Yield();
        await StateManager.SetStateAsync("steps", steps + 1);
        inside = false;
        return steps + 1;
    }

    public async Task<string> TourAsync(string[] places)
    {
        await StateManager.AddOrUpdateStateAsync("visits", 1, (_, before) => before + 1);
        if (places.Length == 0)
            return $"{Id}";
        await SaveStateAsync();
        var next = ProxyFactory.CreateActorProxy<ITraveller>(new(places[0]), nameof(Traveller));
        var rest = await next.TourAsync(places[1..]);
        return $"{Id} {rest} {await StateManager.GetStateAsync<int>("visits")}";
    }

    public async Task RemindAsync(int seconds) =>
        await RegisterReminderAsync("wake", "up"u8.ToArray(), TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);

    public async Task WindUpAsync(int seconds) =>
        await RegisterTimerAsync("alarm", nameof(RingAsync), null, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds));

    public async Task<string> WaitAsync(string place) => await StateManager.GetStateAsync<string>(place);

    public async Task ReceiveReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period)
    {
        journal.Lines.Enqueue($"{Id} {reminderName} {System.Text.Encoding.UTF8.GetString(state)}");
        await StateManager.SetStateAsync("reminded", true);
    }

    protected override Task OnActivateAsync() => NoteAsync("came");

    protected override Task OnDeactivateAsync() => NoteAsync("went");

    private async Task RingAsync()
    {
        journal.Lines.Enqueue($"{Id} ring {++rings}");
        if (rings == 3)
            await UnregisterTimerAsync("alarm");
    }

    private Task NoteAsync(string what)
    {
        journal.Lines.Enqueue($"{Id} {what}");
        return Task.CompletedTask;
    }
}
