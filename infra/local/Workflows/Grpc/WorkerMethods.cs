using Google.Protobuf;
using Platform.Local.Sidecar;
using Platform.TaskHub;

namespace Platform.Local.Workflows.Grpc;

/// <summary>The methods that workers call.</summary>
internal sealed class WorkerMethods(AppSidecar sidecar)
{
    // Enough for an instance id and a task id, which come first in a message.
    private const int Head = 2_048;

    public void AddTo(Dictionary<string, Func<GrpcCall, Task>> methods)
    {
        methods["GetWorkItems"] = ServeAsync;
        methods["CompleteOrchestratorTask"] = methods["CompleteWorkflowTask"] = CompleteTurnAsync;
        methods["CompleteActivityTask"] = CompleteActivityAsync;
    }

    private WorkflowEngine Engine => (sidecar.Workflows ?? throw new GrpcException(GrpcStatus.Unavailable, "the sidecar starts")).Engine;

    // Headers go out before there is work, or the worker would wait for them.
    private async Task ServeAsync(GrpcCall call)
    {
        await call.ReadAsync(GetWorkItemsRequest.Parser);
        var engine = Engine;
        await call.Context.Response.StartAsync(call.Ct);
        await call.Context.Response.BodyWriter.FlushAsync(call.Ct);
        try
        {
            await engine.ServeAsync(call.Context.Response.BodyWriter, call.Ct);
        }
        catch (TimeoutException)
        {
            call.Context.Abort(); // It does not read, so it would not read a status either.
        }
    }

    private async Task CompleteTurnAsync(GrpcCall call)
    {
        await CheckSizeAsync(call, hasTask: false);
        await Engine.AnswerAsync(await call.ReadAsync(WorkflowResponse.Parser), call.Ct);
        call.Write(new CompleteTaskResponse());
    }

    private async Task CompleteActivityAsync(GrpcCall call)
    {
        await CheckSizeAsync(call, hasTask: true);
        await Engine.AnswerAsync(await call.ReadAsync(ActivityResponse.Parser), call.Ct);
        call.Write(new CompleteTaskResponse());
    }

    // A worker only logs that its answer was refused, and does not give another one: the work would stand still for ever.
    private async Task CheckSizeAsync(GrpcCall call, bool hasTask)
    {
        var (length, head) = await call.PeekAsync(Head);
        if (length <= call.MostBytes) return;
        var problem = $"received message larger than max ({length} vs. {call.MostBytes})";
        var (instanceId, taskId) = ReadIds(head);
        if (instanceId.Length > 0) Engine.Refuse(instanceId, hasTask ? taskId : null, $"the worker's answer is too large: {problem}");
        throw new GrpcException(GrpcStatus.ResourceExhausted, problem);
    }

    private static (string InstanceId, int TaskId) ReadIds(byte[] head)
    {
        const uint instanceTag = (1 << 3) | 2, taskTag = 2 << 3;
        var (instanceId, taskId) = ("", 0);
        try
        {
            var input = new CodedInputStream(head);
            if (input.ReadTag() == instanceTag) instanceId = input.ReadString();
            if (input.ReadTag() == taskTag) taskId = input.ReadInt32();
        }
        catch (InvalidProtocolBufferException)
        {
            return (instanceId, taskId); // The head is cut where it is cut; what came before is what there is.
        }

        return (instanceId, taskId);
    }
}
