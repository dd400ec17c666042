using Google.Protobuf;
using Platform.TaskHub;
using Platform.TaskHub.Turns;

namespace Platform.Local.Workflows.Grpc;

/// <summary>The methods that clients call: messages in and out, the engine does the rest.</summary>
internal sealed class ClientMethods(Func<WorkflowEngine> engine)
{
    private const int DefaultPage = 1_000;
    private const int LongestPage = 10_000;

    public async Task<IMessage> StartAsync(CreateInstanceRequest request, CancellationToken ct) =>
        new CreateInstanceResponse { InstanceId = await (await DeskAsync(ct)).StartAsync(request, ct) };

    public async Task<IMessage> GetAsync(GetInstanceRequest request, CancellationToken ct)
    {
        var state = await (await DeskAsync(ct)).ReadAsync(request.InstanceId, request.GetInputsAndOutputs, ct);
        return new GetInstanceResponse { Exists = state is not null, WorkflowState = state };
    }

    public Task<IMessage> WaitForStartAsync(GetInstanceRequest request, CancellationToken ct) =>
        WaitAsync(request, status => status is not WorkflowStatus.Pending, ct);

    public Task<IMessage> WaitForEndAsync(GetInstanceRequest request, CancellationToken ct) => WaitAsync(request, Instance.IsEnd, ct);

    public async Task<IMessage> RaiseAsync(RaiseEventRequest request, CancellationToken ct)
    {
        if (request.Name.Length == 0) throw new GrpcException(GrpcStatus.InvalidArgument, "the event's name is empty");
        await (await DeskAsync(ct)).DeliverAsync(request.InstanceId, NewEvent.Raised(request.Name, request.Input, Now()), ct);
        return new RaiseEventResponse();
    }

    public async Task<IMessage> TerminateAsync(TerminateRequest request, CancellationToken ct)
    {
        var arrived = NewEvent.Terminated(request.Output, request.Recursive, Now());
        await (await DeskAsync(ct)).DeliverAsync(request.InstanceId, arrived, Instance.IsEnd, ct);
        return new TerminateResponse();
    }

    public async Task<IMessage> SuspendAsync(SuspendRequest request, CancellationToken ct)
    {
        var arrived = NewEvent.Suspended(request.Reason, Now());
        await (await DeskAsync(ct)).DeliverAsync(request.InstanceId, arrived, status => status is WorkflowStatus.Suspended, ct);
        return new SuspendResponse();
    }

    public async Task<IMessage> ResumeAsync(ResumeRequest request, CancellationToken ct)
    {
        var arrived = NewEvent.Resumed(request.Reason, Now());
        await (await DeskAsync(ct)).DeliverAsync(request.InstanceId, arrived, status => status is not WorkflowStatus.Suspended, ct);
        return new ResumeResponse();
    }

    public async Task<IMessage> PurgeAsync(PurgeInstancesRequest request, CancellationToken ct)
    {
        if (request.RequestCase is PurgeInstancesRequest.RequestOneofCase.PurgeInstanceFilter)
            throw new GrpcException(GrpcStatus.Unknown, "multi-instance purge is not implemented");
        var isForced = request is { HasForce: true, Force: true };
        var count = await engine().PurgeAsync(request.InstanceId, request.Recursive, isForced, ct);
        return new PurgeInstancesResponse { DeletedInstanceCount = count, IsComplete = true };
    }

    public async Task<IMessage> RerunAsync(RerunWorkflowFromEventRequest request, CancellationToken ct) =>
        new RerunWorkflowFromEventResponse { NewInstanceId = await (await DeskAsync(ct)).RerunAsync(request, ct) };

    // The token is the last id of the page before.
    public async Task<IMessage> ListAsync(ListInstanceIdsRequest request, CancellationToken ct)
    {
        var size = request is { HasPageSize: true, PageSize: > 0 } ? (int)Math.Min(request.PageSize, LongestPage) : DefaultPage;
        var ids = (await DeskAsync(ct)).List(request.HasContinuationToken ? request.ContinuationToken : "", size);
        var page = new ListInstanceIdsResponse();
        page.InstanceIds.AddRange(ids);
        if (ids.Count == size) page.ContinuationToken = ids[^1];
        return page;
    }

    public async Task<IMessage> HistoryAsync(GetInstanceHistoryRequest request, CancellationToken ct)
    {
        var response = new GetInstanceHistoryResponse();
        response.Events.AddRange(await (await DeskAsync(ct)).HistoryAsync(request.InstanceId, ct));
        return response;
    }

    private async Task<IMessage> WaitAsync(GetInstanceRequest request, Func<WorkflowStatus, bool> holds, CancellationToken ct) =>
        new GetInstanceResponse { Exists = true, WorkflowState = await (await DeskAsync(ct)).WaitAsync(request, holds, ct) };

    private ValueTask<InstanceDesk> DeskAsync(CancellationToken ct) => engine().DeskAsync(ct);

    private DateTimeOffset Now() => engine().Now;
}
