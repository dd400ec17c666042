using Platform.TaskHub.Turns;

namespace Platform.Dapr.Testing;

/// <summary>An instance in a <see cref="WorkflowTest"/>.</summary>
public sealed class TestedWorkflow
{
    private readonly WorkflowTest test;

    internal TestedWorkflow(WorkflowTest test, string instanceId) => (this.test, InstanceId) = (test, instanceId);

    /// <summary>The instance.</summary>
    public string InstanceId { get; }

    /// <summary>What a client would be told: status, result, custom status, failure.</summary>
    public WorkflowState State
    {
        get
        {
            var instance = test.Get(InstanceId);
            return new(InstanceReport.Of(InstanceId, instance.State, instance.CustomStatus, withPayloads: true), test.Json);
        }
    }

    /// <summary>What has happened to it since it began, or began anew.</summary>
    public WorkflowHistory History => new(InstanceId, [.. test.Get(InstanceId).History]);

    /// <summary>Sends it an event.</summary>
    /// <param name="eventName">The event.</param>
    /// <param name="eventPayload">Becomes JSON; null for none.</param>
    /// <param name="ct">Stops the test.</param>
    /// <returns>When everything waits again.</returns>
    public Task RaiseEventAsync(string eventName, object? eventPayload = null, CancellationToken ct = default) =>
        test.DeliverAsync(InstanceId, NewEvent.Raised(eventName, test.Json.Write(eventPayload), test.Now), ct);

    /// <summary>Pauses it.</summary>
    /// <param name="ct">Stops the test.</param>
    /// <returns>When it is paused.</returns>
    public Task SuspendAsync(CancellationToken ct = default) => test.DeliverAsync(InstanceId, NewEvent.Suspended(null, test.Now), ct);

    /// <summary>Lets it go on.</summary>
    /// <param name="ct">Stops the test.</param>
    /// <returns>When everything waits again.</returns>
    public Task ResumeAsync(CancellationToken ct = default) => test.DeliverAsync(InstanceId, NewEvent.Resumed(null, test.Now), ct);

    /// <summary>Ends it where it is, and its children.</summary>
    /// <param name="output">Becomes its result; null for none.</param>
    /// <param name="ct">Stops the test.</param>
    /// <returns>When it has ended.</returns>
    public Task TerminateAsync(object? output = null, CancellationToken ct = default) =>
        test.DeliverAsync(InstanceId, NewEvent.Terminated(test.Json.Write(output), recurse: true, test.Now), ct);

    /// <summary>Moves the clock from timer to timer until it has ended.</summary>
    /// <param name="ct">Stops the test.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="InvalidOperationException">It waits for something that no timer brings, e.g. an event.</exception>
    public async Task<WorkflowState> CompleteAsync(CancellationToken ct = default)
    {
        for (var skips = 0; !State.IsWorkflowCompleted; skips++)
        {
            if (skips == TestEngine.MostTurns || !await test.SkipAsync(ct))
                throw new InvalidOperationException($"'{InstanceId}' does not end by itself; does it wait for an event, or is it paused?");
        }

        return State;
    }
}
