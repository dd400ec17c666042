using System.Diagnostics;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Dapr;
using Platform.Dapr.Replay;
using Platform.Dapr.Worker;
using Platform.TaskHub;

namespace Platform.Bench.Scenarios;

/// <summary>One turn of an instance with a long history, as the worker runs it: from the message's bytes to its answer.</summary>
internal sealed class WorkflowReplay : IScenario
{
    private const string Chain = "Chain";
    private const string StepName = "Step";
    private const int EventsPerStep = 3;
    private const int Events = 10_000;

    private static readonly Timestamp moment = Timestamp.FromDateTimeOffset(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public string Name => "replay";

    public string Purpose => "the worker's turn over a history of 10,000 events, one thread";

    public async Task RunAsync(Stage stage, CancellationToken ct)
    {
        await stage.StopPlatformAsync();
        var options = new DaprClientOptions();
        var workflow = new FunctionWorkflow<int, int>(ChainAsync);
        var settings = new TurnSettings(name => name == Chain ? workflow : null, new(options.Json), NullLoggerFactory.Instance);
        var turn = Turn().ToByteArray();
        Replay(turn, settings, stage.Quick ? 10 : 50);

        var rounds = stage.Quick ? 20 : 200;
        var started = Stopwatch.GetTimestamp();
        Replay(turn, settings, rounds);
        stage.Figures.Set("replay_events_per_s", (double)rounds * Events / Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private static async Task<int> ChainAsync(WorkflowContext context, int length)
    {
        var number = 0;
        while (number < length) number = await context.CallActivityAsync<int>(StepName, number);
        return number;
    }

    private static void Replay(byte[] turn, TurnSettings settings, int rounds)
    {
        for (var i = 0; i < rounds; i++)
        {
            var answer = new WorkflowTurn(WorkflowRequest.Parser.ParseFrom(turn), settings, new TurnThread()).Run();
            if (answer.Actions is not [{ ScheduleTask: not null }])
                throw new BenchException($"The worker answered {answer.Actions.Count} actions: {answer}");
        }
    }

    /// <summary>A turn after thousands of steps: all are in the history, and the last one's result is new.</summary>
    private static WorkflowRequest Turn()
    {
        var steps = Events / EventsPerStep;
        var request = new WorkflowRequest { InstanceId = "replay" };
        request.PastEvents.Add(Begin());
        request.PastEvents.Add(Event(new()
        {
            ExecutionStarted = new()
            {
                Name = Chain, Input = "1000000", WorkflowInstance = new() { InstanceId = "replay", ExecutionId = "1" },
            },
        }));
        for (var step = 0; step < steps; step++)
        {
            request.PastEvents.Add(Event(new() { EventId = step, TaskScheduled = new() { Name = StepName, Input = Text(step) } }));
            var events = step < steps - 1 ? request.PastEvents : request.NewEvents;
            events.Add(Begin());
            events.Add(Event(new() { TaskCompleted = new() { TaskScheduledId = step, Result = Text(step + 1) } }));
        }

        return request;
    }

    private static HistoryEvent Begin() => Event(new() { WorkflowStarted = new() });

    private static HistoryEvent Event(HistoryEvent e)
    {
        e.Timestamp = moment;
        return e;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
