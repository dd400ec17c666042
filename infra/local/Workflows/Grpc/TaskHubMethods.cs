using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Platform.Local.Sidecar;
using Platform.TaskHub;

namespace Platform.Local.Workflows.Grpc;

/// <summary>The methods of <c>TaskHubSidecarService</c>, by name.</summary>
internal sealed class TaskHubMethods
{
    private static readonly string[] Unused =
    [
        "QueryInstances", "RewindInstance", "StreamInstanceHistory", "CreateTaskHub", "DeleteTaskHub", "SignalEntity", "GetEntity",
        "QueryEntities", "CleanEntityStorage", "CompleteEntityTask", "AbandonTaskActivityWorkItem", "AbandonTaskOrchestratorWorkItem",
        "AbandonTaskEntityWorkItem",
    ];

    private readonly Dictionary<string, Func<GrpcCall, Task>> methods = new(StringComparer.Ordinal);
    private readonly AppSidecar sidecar;

    public TaskHubMethods(AppSidecar sidecar)
    {
        this.sidecar = sidecar;
        Unary("Hello", Empty.Parser, (_, _) => Task.FromResult<IMessage>(new Empty()));
        new WorkerMethods(sidecar).AddTo(methods);
        var clients = new ClientMethods(() => Engine);
        Unary("StartInstance", CreateInstanceRequest.Parser, clients.StartAsync);
        Unary("GetInstance", GetInstanceRequest.Parser, clients.GetAsync);
        Unary("WaitForInstanceStart", GetInstanceRequest.Parser, clients.WaitForStartAsync);
        Unary("WaitForInstanceCompletion", GetInstanceRequest.Parser, clients.WaitForEndAsync);
        Unary("RaiseEvent", RaiseEventRequest.Parser, clients.RaiseAsync);
        Unary("TerminateInstance", TerminateRequest.Parser, clients.TerminateAsync);
        Unary("SuspendInstance", SuspendRequest.Parser, clients.SuspendAsync);
        Unary("ResumeInstance", ResumeRequest.Parser, clients.ResumeAsync);
        Unary("PurgeInstances", PurgeInstancesRequest.Parser, clients.PurgeAsync);
        Unary("RerunWorkflowFromEvent", RerunWorkflowFromEventRequest.Parser, clients.RerunAsync);
        Unary("ListInstanceIDs", ListInstanceIdsRequest.Parser, clients.ListAsync);
        Unary("GetInstanceHistory", GetInstanceHistoryRequest.Parser, clients.HistoryAsync);
        foreach (var name in Unused) methods[name] = _ => throw new GrpcException(GrpcStatus.Unimplemented, $"{name} is not implemented");
    }

    /// <summary>Null for a method that there is not.</summary>
    public Func<GrpcCall, Task>? Find(string name) => methods.GetValueOrDefault(name);

    private WorkflowEngine Engine => (sidecar.Workflows ?? throw new GrpcException(GrpcStatus.Unavailable, "the sidecar starts")).Engine;

    private void Unary<T>(string name, MessageParser<T> parser, Func<T, CancellationToken, Task<IMessage>> answer)
        where T : class, IMessage<T> =>
        methods[name] = async call => call.Write(await answer(await call.ReadAsync(parser), call.Ct));
}
