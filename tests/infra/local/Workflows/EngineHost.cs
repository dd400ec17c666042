using Platform.TaskHub;

namespace Platform.Local.Tests.Workflows;

/// <summary>A host with one app and a store for actors, and a client of its task hub.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private readonly List<RawWorker> workers = [];

    private EngineHost(LocalHost host, ManualTime time, string? token)
    {
        (Host, Time) = (host, time);
        Client = new TaskHubClient(host.GrpcEndpoint("a"), token);
        Http = new HttpClient { BaseAddress = host.HttpEndpoint("a") };
    }

    public LocalHost Host { get; }

    public ManualTime Time { get; }

    public TaskHubClient Client { get; }

    public HttpClient Http { get; }

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<EngineHost> StartAsync(Func<LocalHostOptions, LocalHostOptions>? change = null)
    {
        var time = new ManualTime();
        var options = new LocalHostOptions { Apps = [new LocalApp("a")], Resources = [ActorStores.InMemory], Time = time };
        options = change?.Invoke(options) ?? options;
        return new EngineHost(await LocalHost.StartAsync(options, Ct), time, options.DaprApiToken);
    }

    public async Task<RawWorker> WorkAsync(RawAnswers answers)
    {
        var worker = await RawWorker.StartAsync(Client, answers, Ct);
        workers.Add(worker);
        return worker;
    }

    public Task<RawWorker> WorkAsync(Func<WorkflowRequest, IEnumerable<WorkflowAction>> actions) => WorkAsync(RawAnswers.Of(actions));

    public Task StartInstanceAsync(string id, string name = "Order", string? input = null) => Client.CallAsync(
        "StartInstance", new CreateInstanceRequest { InstanceId = id, Name = name, Input = input }, CreateInstanceResponse.Parser, Ct);

    public async Task<WorkflowState?> GetAsync(string id) => (await AskAsync("GetInstance", id)).WorkflowState;

    /// <summary>Waits for an instance's end. The clock stands, but what was armed for this very moment goes off as on a real one.</summary>
    public async Task<WorkflowState> EndOfAsync(string id)
    {
        var answer = AskAsync("WaitForInstanceCompletion", id);
        await Eventually.HoldsAsync(() => answer.IsCompleted, $"{id} has ended", () => Time.Advance(TimeSpan.Zero));
        return (await answer).WorkflowState;
    }

    public async Task<IReadOnlyList<HistoryEvent>> HistoryAsync(string id) => (await Client.CallAsync(
        "GetInstanceHistory", new GetInstanceHistoryRequest { InstanceId = id }, GetInstanceHistoryResponse.Parser, Ct)).Events;

    public Task RaiseAsync(string id, string name, string? input = null) => Client.CallAsync(
        "RaiseEvent", new RaiseEventRequest { InstanceId = id, Name = name, Input = input }, RaiseEventResponse.Parser, Ct);

    public Task TerminateAsync(string id, string? output = null, bool recursive = false)
    {
        var request = new TerminateRequest { InstanceId = id, Output = output, Recursive = recursive };
        return Client.CallAsync("TerminateInstance", request, TerminateResponse.Parser, Ct);
    }

    public async Task<int> PurgeAsync(string id, bool recursive = false) => (await Client.CallAsync(
        "PurgeInstances", new PurgeInstancesRequest { InstanceId = id, Recursive = recursive }, PurgeInstancesResponse.Parser, Ct))
        .DeletedInstanceCount;

    public Task ReachesAsync(string id, WorkflowStatus status) =>
        Eventually.HoldsAsync(async () => (await GetAsync(id))?.WorkflowStatus == status, $"{id} is {status}");

    /// <summary>The history as it is stored, also when it is too large for an answer.</summary>
    public IReadOnlyList<HistoryEvent> Stored(string id)
    {
        var records = Host.Stored("statestore").Where(item => item.Key.Contains($"||{id}||history-", StringComparison.Ordinal));
        return [.. records.OrderBy(item => item.Key).SelectMany(item => WorkflowRequest.Parser.ParseFrom(item.Value.Span).PastEvents)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in workers) await worker.DisposeAsync();
        Client.Dispose();
        Http.Dispose();
        await Host.DisposeAsync();
    }

    private Task<GetInstanceResponse> AskAsync(string method, string id)
    {
        var request = new GetInstanceRequest { InstanceId = id, GetInputsAndOutputs = true };
        return Client.CallAsync(method, request, GetInstanceResponse.Parser, Ct);
    }
}
