using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Platform.Dapr.Worker;
using Platform.TaskHub;
using Platform.TaskHub.Turns;

namespace Platform.Dapr.Testing;

/// <summary>
/// Runs workflows in one process, without a host, on a clock that the test moves: thirty days take milliseconds. Activities are the real
/// ones or, under the same name, functions of the test. Each turn replays the whole history, so code that is not deterministic is found.
/// </summary>
/// <remarks>
/// <code>
/// await using var test = new WorkflowTest(o =>
/// {
///     o.RegisterWorkflow&lt;Order&gt;();
///     o.RegisterActivity&lt;int, string&gt;("Charge", (_, amount) => Task.FromResult($"paid {amount}"));
/// });
/// var order = await test.StartAsync(nameof(Order), 10);
/// await test.AdvanceAsync(TimeSpan.FromDays(30));
/// </code>
/// One thing happens at a time, in the order in which it came about. Not for concurrent use.
/// </remarks>
public sealed class WorkflowTest : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly VirtualClock clock;
    private readonly TestEngine engine;

    /// <summary>Makes a test.</summary>
    /// <param name="configure">The workflows, and activities or what stands in for them.</param>
    /// <param name="addServices">What activities get injected; null for nothing of their own.</param>
    /// <param name="start">What the clock shows at first; null for 2026-01-01 00:00 UTC, so that tests repeat.</param>
    public WorkflowTest(
        Action<WorkflowRuntimeOptions> configure, Action<IServiceCollection>? addServices = null, DateTimeOffset? start = null)
    {
        clock = new(start ?? new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var options = new WorkflowRuntimeOptions();
        configure(options);

        var collection = new ServiceCollection().AddSingleton<TimeProvider>(clock).AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        collection.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        collection.AddOptions<DaprClientOptions>();
        addServices?.Invoke(collection);
        services = collection.BuildServiceProvider();

        Json = new(services.GetRequiredService<IOptions<DaprClientOptions>>().Value.Json);
        var loggers = services.GetRequiredService<ILoggerFactory>();
        var turns = new TurnRunner(options, Json, services, loggers, TimeProvider.System);
        var scopes = services.GetRequiredService<IServiceScopeFactory>();
        engine = new(turns, new ActivityRunner(options, Json, scopes, loggers.CreateLogger<ActivityRunner>()), clock);
    }

    /// <summary>What the clock shows.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    internal WorkflowJson Json { get; }

    /// <summary>Starts an instance and runs it, its activities and its children until they wait for time or events.</summary>
    /// <param name="name">The workflow's name.</param>
    /// <param name="input">Becomes JSON; null for none.</param>
    /// <param name="instanceId">Its id; null for a new one.</param>
    /// <param name="ct">Stops the test.</param>
    /// <returns>The instance.</returns>
    /// <exception cref="InvalidOperationException">An instance of that id has not ended, or the workflows do not come to rest.</exception>
    public async Task<TestedWorkflow> StartAsync(
        string name, object? input = null, string? instanceId = null, CancellationToken ct = default)
    {
        var request = new CreateInstanceRequest
        {
            InstanceId = instanceId ?? Guid.NewGuid().ToString("N"), Name = name, Input = Json.Write(input),
        };
        var executionId = Guid.NewGuid().ToString();
        engine.Start(new NewInstance(request.InstanceId, NewEvent.Started(request, executionId, Now)));
        await engine.SettleAsync(ct);
        return new(this, request.InstanceId);
    }

    /// <summary>An instance, e.g. a child whose id the test knows.</summary>
    /// <param name="instanceId">Its id.</param>
    /// <returns>The instance; null when there is none.</returns>
    public TestedWorkflow? Find(string instanceId) => engine.Find(instanceId) is null ? null : new(this, instanceId);

    /// <summary>Moves the clock; each timer on the way fires at its own moment, and what follows from it happens then.</summary>
    /// <param name="by">How far.</param>
    /// <param name="ct">Stops the test.</param>
    /// <returns>When everything waits again.</returns>
    public async Task AdvanceAsync(TimeSpan by, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        for (var end = Now + by; ; await engine.SettleAsync(ct))
        {
            if (engine.NextDue is not { } due || due > end)
            {
                clock.MoveTo(end);
                return;
            }

            clock.MoveTo(due);
            engine.Fire();
        }
    }

    /// <summary>Forgets everything.</summary>
    /// <returns>When the services are disposed.</returns>
    public ValueTask DisposeAsync() => services.DisposeAsync();

    internal TestInstance Get(string instanceId) =>
        engine.Find(instanceId) ?? throw new InvalidOperationException($"There is no instance '{instanceId}'.");

    internal Task DeliverAsync(string instanceId, HistoryEvent e, CancellationToken ct)
    {
        engine.Deliver(Get(instanceId), e);
        return engine.SettleAsync(ct);
    }

    /// <summary>Moves the clock to the next timer.</summary>
    /// <returns>False when there is none.</returns>
    internal async Task<bool> SkipAsync(CancellationToken ct)
    {
        if (engine.NextDue is not { } due) return false;

        clock.MoveTo(due);
        engine.Fire();
        await engine.SettleAsync(ct);
        return true;
    }
}
