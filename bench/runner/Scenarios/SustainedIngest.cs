using Platform.Load.Sending;

namespace Platform.Bench.Scenarios;

/// <summary>
/// How many events a second the platform accepts and decides for a minute without falling behind. Short runs find roughly
/// where the limit is; then a steady rate just below it is tried for a minute, and a lower one until the undecided do not grow.
/// </summary>
internal sealed class SustainedIngest : IScenario
{
    private const int MostTries = 6;
    private const double FirstRate = 1_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public string Name => "ingest";

    public string Purpose => "accepted over HTTP and decided, at the highest rate that does not fall behind";

    public async Task RunAsync(Stage stage, CancellationToken ct)
    {
        using var gateway = await stage.GatewayAsync(ct);
        var rate = 0.95 * await HighestAsync(stage, gateway, ct);
        for (var tries = 1; ; tries++)
        {
            var trial = Say(stage, await TryAsync(stage, gateway, (rate, TimeSpan.FromSeconds(stage.Quick ? 5 : 30)), ct));
            if (trial.KeepsUp || tries == MostTries)
            {
                Note(stage.Figures, trial);
                return;
            }

            rate *= 0.9;
        }
    }

    private static void Note(Figures figures, Trial trial)
    {
        // A platform that never kept up has no sustained rate.
        figures.Set("ingest_eps", trial.KeepsUp ? trial.DecidedPerSecond : 0);
        figures.Set("ingest_backlog_ms", 1_000 * trial.EndBacklog / trial.Rate);
        figures.Set("lost_events", trial.Lost);
        figures.Set("duplicate_decisions", trial.Repeated);
    }

    // Doubling, then halving the gap, in short runs.
    private static async Task<double> HighestAsync(Stage stage, GatewayClient gateway, CancellationToken ct)
    {
        var half = TimeSpan.FromSeconds(stage.Quick ? 2 : 5);
        var (low, high) = (0d, FirstRate);
        while (await KeepsUpAsync(high)) (low, high) = (high, high * 2);
        for (var i = 0; i < 3 && low > 0; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = await KeepsUpAsync(middle) ? (middle, high) : (low, middle);
        }

        return Math.Max(low, FirstRate);

        async Task<bool> KeepsUpAsync(double rate) => Say(stage, await TryAsync(stage, gateway, (rate, half), ct)).KeepsUp;
    }

    private static Trial Say(Stage stage, Trial trial)
    {
        var backlog = FormattableString.Invariant($"undecided {trial.MidBacklog:N0} half-way, {trial.EndBacklog:N0} at the end");
        stage.Say($"at {trial.Rate:N0}/s: decided {trial.DecidedPerSecond:N0}/s, {backlog}");
        return trial;
    }

    private static async Task<Trial> TryAsync(
        Stage stage, GatewayClient gateway, (double Rate, TimeSpan Half) load, CancellationToken ct)
    {
        var (rate, half) = load;
        var sender = new EventSender(gateway, new());
        var (events, idPrefix) = stage.MarkedEvents();
        await using var tally = await DecisionTally.StartAsync(gateway, idPrefix, ct);
        var processor = new ProcessorShares(await stage.PlatformAsync(ct));
        var sending = sender.RunAsync(events.Take((int)(rate * 2 * half.TotalSeconds)), new SteadySchedule(rate), ct);
        await Task.WhenAny(sending, Task.Delay(half, ct));
        var middle = rate * half.TotalSeconds - tally.Decided;
        await Task.WhenAny(sending, Task.Delay(half, ct));
        var decided = tally.Decided;

        await sending;
        await tally.WaitAsync(sender.Counters.Accepted, Patience, ct);
        processor.Note(stage.Figures, Math.Max(1, tally.Decided));
        return new(rate, decided / (2 * half.TotalSeconds), middle, rate * 2 * half.TotalSeconds - decided)
        {
            Lost = sender.Counters.Delivered - tally.Decided,
            Repeated = tally.Repeated,
        };
    }

    /// <summary>One steady run; the backlogs are events due and not decided, whatever they wait for.</summary>
    private sealed record Trial(double Rate, double DecidedPerSecond, double MidBacklog, double EndBacklog)
    {
        public required long Lost { get; init; }

        public required long Repeated { get; init; }

        // Within half a second's worth it is jitter: batches, pages of the log, a garbage collection.
        public bool KeepsUp => EndBacklog <= Math.Max(MidBacklog, 0) + Rate / 2 && EndBacklog <= Rate;
    }
}
