using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Platform.Dapr.Grpc;
using Platform.TaskHub;

namespace Platform.Dapr;

/// <summary>The sidecar's task-hub service.</summary>
internal sealed class TaskHubClient(GrpcClient grpc) : IDisposable
{
    private const string Service = "/TaskHubSidecarService/";

    // The same everywhere: Dapr's workers send the old name, since older sidecars do not know the new one.
    private const string CompleteTurn = "CompleteOrchestratorTask";

    public Uri? Address => grpc.Address;

    public void Dispose() => grpc.Dispose();

    public Task<T> CallAsync<T>(string method, IMessage request, MessageParser<T> parser, TimeSpan? deadline, CancellationToken ct)
        where T : class, IMessage<T> =>
        grpc.CallAsync(Service + method, request, parser, deadline, ct);

    public IAsyncEnumerable<WorkItem> GetWorkItemsAsync(Action onOpen, CancellationToken ct) =>
        grpc.StreamAsync($"{Service}GetWorkItems", new GetWorkItemsRequest(), WorkItem.Parser, onOpen, ct);

    public Task HelloAsync(TimeSpan deadline, CancellationToken ct) => CallAsync("Hello", new Empty(), Empty.Parser, deadline, ct);

    public Task CompleteAsync(WorkflowResponse response, TimeSpan deadline, CancellationToken ct) =>
        CallAsync(CompleteTurn, response, CompleteTaskResponse.Parser, deadline, ct);

    public Task CompleteAsync(ActivityResponse response, TimeSpan deadline, CancellationToken ct) =>
        CallAsync("CompleteActivityTask", response, CompleteTaskResponse.Parser, deadline, ct);

    public Task<GetInstanceHistoryResponse> GetHistoryAsync(string instanceId, TimeSpan? deadline, CancellationToken ct) =>
        CallAsync("GetInstanceHistory", HistoryOf(instanceId), GetInstanceHistoryResponse.Parser, deadline, ct);

    private static GetInstanceHistoryRequest HistoryOf(string instanceId) => new() { InstanceId = instanceId };
}
