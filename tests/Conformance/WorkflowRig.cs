using Platform.TaskHub;

namespace Platform.Conformance.Tests;

/// <summary>The task hub of app a, with instances that no other test uses.</summary>
internal sealed class WorkflowRig : IAsyncDisposable
{
    private readonly List<RawWorker> workers = [];
    private readonly string prefix = $"w{Guid.NewGuid():N}"[..12];

    private WorkflowRig(Rig rig) => (Rig, Hub) = (rig, new TaskHubClient(rig.GrpcEndpoint("a")));

    public Rig Rig { get; }

    public TaskHubClient Hub { get; }

    public string Id(string name = "one") => $"{prefix}-{name}";

    public static async Task<WorkflowRig> StartAsync() => new(await Rig.StartAsync());

    public Task<RawWorker> WorkAsync(Func<WorkflowRequest, IEnumerable<WorkflowAction>> actions) => WorkAsync(RawAnswers.Of(actions));

    public async Task<RawWorker> WorkAsync(RawAnswers answers)
    {
        var before = await WorkersAsync();
        var worker = await RawWorker.StartAsync(Hub, answers, Rig.Stop);
        workers.Add(worker);
        await Rig.UntilAsync(async () => await WorkersAsync() > before, "the worker is known");
        return worker;
    }

    /// <summary>A worker's process dies, and the sidecar has seen it.</summary>
    public async Task LoseAsync(RawWorker worker)
    {
        var before = await WorkersAsync();
        await worker.DisposeAsync();
        await Rig.UntilAsync(async () => await WorkersAsync() < before, "the worker is gone");
    }

    public async Task<int> WorkersAsync()
    {
        var metadata = await (await Rig.Sidecar().GetAsync("/v1.0/metadata", Rig.Stop)).JsonAsync();
        return metadata.TryGetProperty("workflows", out var workflows) && workflows.TryGetProperty("connectedWorkers", out var count)
            ? count.GetInt32()
            : 0;
    }

    public Task StartInstanceAsync(string name = "one", string? input = null) => Hub.CallAsync(
        "StartInstance", new CreateInstanceRequest { InstanceId = Id(name), Name = "Order", Input = input },
        CreateInstanceResponse.Parser, Rig.Stop);

    public Task<GetInstanceResponse> GetAsync(string name = "one") => Hub.CallAsync(
        "GetInstance", new GetInstanceRequest { InstanceId = Id(name), GetInputsAndOutputs = true }, GetInstanceResponse.Parser, Rig.Stop);

    /// <summary>Waits until an instance has a status, while the clock runs.</summary>
    public async Task<WorkflowState> ReachAsync(WorkflowStatus status, string name = "one")
    {
        WorkflowState? state = null;
        await Rig.UntilAsync(
            async () => (state = (await GetAsync(name)).WorkflowState)?.WorkflowStatus == status, $"{name} is {status}");
        return state!;
    }

    public async Task<IReadOnlyList<HistoryEvent>> HistoryAsync(string name = "one") => (await Hub.CallAsync(
        "GetInstanceHistory", new GetInstanceHistoryRequest { InstanceId = Id(name) }, GetInstanceHistoryResponse.Parser, Rig.Stop)).Events;

    public Task RaiseAsync(string eventName, string? input = null, string name = "one")
    {
        var request = new RaiseEventRequest { InstanceId = Id(name), Name = eventName, Input = input };
        return Hub.CallAsync("RaiseEvent", request, RaiseEventResponse.Parser, Rig.Stop);
    }

    public Task TerminateAsync(string? output, bool recursive, string name = "one")
    {
        var request = new TerminateRequest { InstanceId = Id(name), Output = output, Recursive = recursive };
        return Hub.CallAsync("TerminateInstance", request, TerminateResponse.Parser, Rig.Stop);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in workers) await worker.DisposeAsync();
        Hub.Dispose();
        await Rig.DisposeAsync();
    }
}
