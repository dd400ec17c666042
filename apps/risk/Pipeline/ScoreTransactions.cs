using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;
using Platform.Risk.Decisions;
using Platform.Risk.Outcomes;

namespace Platform.Risk.Pipeline;

/// <summary>The one reader through which every event passes, from the topic and from the API alike.</summary>
/// <remarks>
/// It takes whatever is waiting, decides it as one batch per tenant, and never waits for more: alone an event is a batch of one, under
/// load a batch grows by itself. What waits is bounded; beyond that callers are sent away with 503.
/// </remarks>
internal sealed partial class ScoreTransactions(
    PipelineSteps steps, RiskMetrics metrics, IOptions<RiskOptions> options, TimeProvider time,
    ILogger<ScoreTransactions> logger) : BackgroundService, IHandleBatch<Transaction>
{
    private readonly RiskOptions limits = options.Value;
    private readonly Channel<ScoreRequest> requests =
        Channel.CreateBounded<ScoreRequest>(new BoundedChannelOptions(options.Value.MostWaiting) { SingleReader = true });

    private int waiting;

    /// <summary>Decides events of one tenant in order.</summary>
    /// <returns>One durable decision per event, in their order.</returns>
    /// <exception cref="OverloadedException">Too many events are waiting.</exception>
    public async Task<IReadOnlyList<DecisionRow>> ScoreAsync(TenantId tenant, IReadOnlyList<Transaction> events, CancellationToken ct)
    {
        var request = new ScoreRequest(tenant, events, time.GetTimestamp());
        var isQueued = false;
        try
        {
            if (Interlocked.Add(ref waiting, events.Count) > limits.MostWaiting) throw Overloaded(events);

            await steps.Deciders.ReadyAsync(tenant, ct);
            isQueued = requests.Writer.TryWrite(request);
            if (!isQueued) throw Overloaded(events);
        }
        finally
        {
            // The reader takes off what it takes out.
            if (!isQueued) Interlocked.Add(ref waiting, -events.Count);
        }

        return await request.Done.WaitAsync(ct);
    }

    public async Task<IReadOnlyList<Delivery>> HandleAsync(IReadOnlyList<Received<Transaction>> events, CancellationToken ct)
    {
        var byTenant = events.GroupBy(e => e.Tenant).Select(group => ScoreAsync(group.Key, [.. group.Select(e => e.Data)], ct)).ToList();
        await Task.WhenAll(byTenant);
        metrics.Lag(time.GetUtcNow() - events.Min(e => e.Time));

        var deliveries = new Delivery[events.Count];
        Array.Fill(deliveries, Delivery.Success);
        return deliveries;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(limits.CheckpointStepMs), time);
        var tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
        var arrival = requests.Reader.WaitToReadAsync(stoppingToken).AsTask();
        var outcome = steps.Learn.WaitAsync(stoppingToken).AsTask();
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAny(arrival, tick, outcome);
            if (tick.IsCompletedSuccessfully)
            {
                steps.Engines.Step(stoppingToken);
                tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
            }

            if (outcome.IsCompletedSuccessfully)
            {
                await steps.Learn.TakeWaitingAsync(stoppingToken);
                outcome = steps.Learn.WaitAsync(stoppingToken).AsTask();
            }

            if (arrival.IsCompletedSuccessfully)
            {
                await DecideWaitingAsync(stoppingToken);
                arrival = requests.Reader.WaitToReadAsync(stoppingToken).AsTask();
            }
        }
    }

    private async Task DecideWaitingAsync(CancellationToken ct)
    {
        var (together, count) = (new List<ScoreRequest>(), 0);
        while (count < limits.MostTogether && requests.Reader.TryRead(out var request))
        {
            together.Add(request);
            count += request.Events.Count;
        }

        Interlocked.Add(ref waiting, -count);
        foreach (var tenant in together.GroupBy(request => request.Tenant)) await DecideAsync(tenant.Key, [.. tenant], ct);
    }

    private async Task DecideAsync(TenantId tenant, List<ScoreRequest> together, CancellationToken ct)
    {
        try
        {
            var events = together is [var one] ? one.Events : [.. together.SelectMany(request => request.Events)];
            var decided = await steps.Decide.HandleAsync(tenant, events, ct);
            foreach (var request in together) Answer(request, decided);
        }
        catch (Exception problem)
        {
            // Whatever it was, these events are not decided and memory may be ahead of the log: drop it, and let the senders come again.
            steps.Engines.Discard(tenant);
            LogFailed(tenant, problem);
            var told = IsLostRace(problem) ? new OverloadedException("Another replica scores this tenant at the same time.") : problem;
            foreach (var request in together) request.Fail(told);
        }
    }

    private OverloadedException Overloaded(IReadOnlyList<Transaction> events)
    {
        metrics.Refused(events.Count);
        return new("Too many events are waiting to be scored.");
    }

    private void Answer(ScoreRequest request, Dictionary<string, DecisionRow> decided)
    {
        request.Answer(decided);
        metrics.Took(time.GetElapsedTime(request.TakenAt));
    }

    private static bool IsLostRace(Exception problem) => problem is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    [LoggerMessage(LogLevel.Warning, "A batch of tenant {Tenant} was not decided")]
    private partial void LogFailed(TenantId tenant, Exception problem);
}

/// <summary>What the pipeline does, one thing at a time.</summary>
/// <param name="Deciders">Made ready before an event waits.</param>
/// <param name="Engines">The tenants in memory.</param>
/// <param name="Decide">Decides a batch.</param>
/// <param name="Learn">Takes outcomes in.</param>
internal sealed record PipelineSteps(Deciders Deciders, TenantEngines Engines, DecideBatch Decide, LearnOutcomes Learn);
