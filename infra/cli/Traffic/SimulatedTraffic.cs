using System.Globalization;
using Platform.Contracts;
using Platform.Load.Sending;
using Platform.Load.Simulation;

namespace Platform.Cli.Traffic;

/// <summary>
/// The simulator's customers. Their days are short, so simulated time runs ahead of the clock; the next run begins where this one
/// ended, because an account's history must not run backwards.
/// </summary>
internal sealed class SimulatedTraffic(GatewayClient gateway, double eventsPerSecond, string clockFile) : ITraffic
{
    private const int SaveEvery = 1_000;

    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken ct)
    {
        var simulator = new Simulator(new SimulatorOptions { Start = Begin() });
        await new EventSender(gateway, new SenderOptions()).RunAsync(Events(simulator), new SteadySchedule(eventsPerSecond), ct);
        return [];
    }

    internal DateTimeOffset Begin()
    {
        var now = gateway.Time.GetUtcNow();
        var text = File.Exists(clockFile) ? File.ReadAllText(clockFile) : null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var last) && last > now ? last : now;
    }

    private IEnumerable<Transaction> Events(Simulator simulator)
    {
        var count = 0L;
        foreach (var next in simulator.Events())
        {
            if (count++ % SaveEvery == 0)
            {
                Save(next.Transaction);
            }

            yield return next.Transaction;
        }
    }

    // A day on top: the next thousand events may be sent before the next note.
    private void Save(Transaction transaction) =>
        File.WriteAllText(clockFile, transaction.Time.AddDays(1).ToString("O", CultureInfo.InvariantCulture));
}
