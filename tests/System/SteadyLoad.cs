using System.Collections.Concurrent;
using Platform.Contracts;
using Platform.Load.Sending;
using Platform.Load.Simulation;

namespace Platform.System.Tests;

/// <summary>The simulator's events, sent at a steady rate until stopped; knows every id that the platform took.</summary>
internal sealed class SteadyLoad : IDisposable
{
    private readonly ConcurrentDictionary<string, bool> taken = new();
    private readonly GatewayClient gateway;
    private readonly EventSender sender;
    private readonly Task sending;
    private volatile bool stopped;

    public SteadyLoad(GatewayClient gateway, double eventsPerSecond, int seed = 1)
    {
        this.gateway = gateway;
        var start = DateTimeOffset.UnixEpoch.AddYears(56);
        var simulator = new Simulator(new() { Start = start, Seed = seed, Customers = 200, Terminals = 100 });
        sender = new(gateway, new() { ChunkEvents = 50, GiveUpAfter = TimeSpan.FromMinutes(1), Delivered = Note });
        sending = sender.RunAsync(Events(simulator), new SteadySchedule(eventsPerSecond), Running.Stop);
    }

    /// <summary>How many events the platform took so far, whether or not the sender learned it at the first attempt.</summary>
    public int Taken => taken.Count;

    /// <summary>Ends the load and gives every id that was taken; nothing may have been refused or given up.</summary>
    public async Task<IReadOnlySet<string>> EndAsync()
    {
        stopped = true;
        await sending.WaitAsync(TimeSpan.FromSeconds(90), Running.Stop);
        Assert.Equal((0, 0), (sender.Counters.Failed, sender.Counters.Rejected));
        return taken.Keys.ToHashSet();
    }

    public Task UntilTakenAsync(int events)
    {
        var goal = Taken + events;
        return Eventually.HoldsAsync(() => Taken >= goal, $"{events} more events taken");
    }

    public void Dispose()
    {
        stopped = true;
        gateway.Dispose();
    }

    private async IAsyncEnumerable<Transaction> Events(Simulator simulator)
    {
        while (!stopped)
        {
            yield return simulator.Next().Transaction;
            await Task.Yield();
        }
    }

    private void Note(DeliveredChunk chunk)
    {
        foreach (var transaction in chunk.Transactions) taken[transaction.Id] = true;
    }
}
