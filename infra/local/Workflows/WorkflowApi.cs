using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Platform.Local.Sidecar;
using Platform.TaskHub;
using Platform.TaskHub.Turns;

namespace Platform.Local.Workflows;

/// <summary>Workflow management over HTTP (reference A.17), in its three versions.</summary>
internal static class WorkflowApi
{
    private static readonly string[] Versions = ["v1.0", "v1.0-beta1", "v1.0-alpha1"];

    public static void MapWorkflows(this IEndpointRouteBuilder routes, AppSidecar sidecar)
    {
        var api = new WorkflowHandlers(sidecar);
        foreach (var version in Versions)
        {
            var prefix = $"/{version}/workflows/{{component}}";
            routes.MapPost($"{prefix}/{{id}}/start", api.StartAsync);
            routes.MapGet($"{prefix}/{{id}}", api.GetAsync);
            routes.MapPost($"{prefix}/{{id}}/raiseEvent/{{event}}", api.RaiseAsync);
            routes.MapPost($"{prefix}/{{id}}/pause", api.PauseAsync);
            routes.MapPost($"{prefix}/{{id}}/resume", api.ResumeAsync);
            routes.MapPost($"{prefix}/{{id}}/terminate", api.TerminateAsync);
            routes.MapPost($"{prefix}/{{id}}/purge", api.PurgeAsync);
        }
    }
}

/// <summary>The handlers behind the routes.</summary>
internal sealed class WorkflowHandlers(AppSidecar sidecar)
{
    private const int LongestId = 64;

    public async Task StartAsync(HttpContext context)
    {
        var given = context.Request.Query["instanceID"].ToString();
        CheckId(given);
        var request = new CreateInstanceRequest { InstanceId = given, Name = context.Route("id"), Input = await TextAsync(context) };
        var id = await RunAsync(
            "ERR_START_WORKFLOW", async () => await (await DeskAsync(context)).StartAsync(request, context.RequestAborted));
        await context.JsonAsync(StatusCodes.Status202Accepted, json =>
        {
            json.WriteStartObject();
            json.WriteString("instanceID", id);
            json.WriteEndObject();
        });
    }

    public async Task GetAsync(HttpContext context)
    {
        var id = context.Route("id");
        var state = await RunAsync(
            "ERR_GET_WORKFLOW", async () => await (await DeskAsync(context)).ReadAsync(id, withPayloads: true, context.RequestAborted));
        await context.JsonAsync(StatusCodes.Status200OK, json => WorkflowJson.Write(json, state ?? throw NotFound(id)));
    }

    public async Task RaiseAsync(HttpContext context)
    {
        var raised = NewEvent.Raised(context.Route("event"), await TextAsync(context), sidecar.Time.GetUtcNow());
        await DeliverAsync(context, "ERR_RAISE_EVENT_WORKFLOW", raised);
    }

    public Task PauseAsync(HttpContext context) =>
        DeliverAsync(context, "ERR_PAUSE_WORKFLOW", NewEvent.Suspended(null, sidecar.Time.GetUtcNow()));

    public Task ResumeAsync(HttpContext context) =>
        DeliverAsync(context, "ERR_RESUME_WORKFLOW", NewEvent.Resumed(null, sidecar.Time.GetUtcNow()));

    public async Task TerminateAsync(HttpContext context)
    {
        await CheckExistsAsync(context, "ERR_TERMINATE_WORKFLOW");
        await DeliverAsync(context, "ERR_TERMINATE_WORKFLOW", NewEvent.Terminated(null, IsRecursive(context), sidecar.Time.GetUtcNow()));
    }

    public async Task PurgeAsync(HttpContext context)
    {
        await CheckExistsAsync(context, "ERR_PURGE_WORKFLOW");
        await RunAsync("ERR_PURGE_WORKFLOW", () =>
            Engine.PurgeAsync(context.Route("id"), IsRecursive(context), IsFlag(context, "force"), context.RequestAborted));
        await AcceptedAsync(context);
    }

    // Only stored: unlike the calls over gRPC, these do not wait for what becomes of it.
    private async Task DeliverAsync(HttpContext context, string code, HistoryEvent arrived)
    {
        await RunAsync(code, async () =>
        {
            await (await DeskAsync(context)).DeliverAsync(context.Route("id"), arrived, context.RequestAborted);
            return true;
        });
        await AcceptedAsync(context);
    }

    private async Task CheckExistsAsync(HttpContext context, string code)
    {
        var id = context.Route("id");
        var state = await RunAsync(code, async () => await (await DeskAsync(context)).ReadAsync(id, false, context.RequestAborted));
        if (state is null) throw NotFound(id);
    }

    private static async Task<T> RunAsync<T>(string code, Func<Task<T>> run)
    {
        try
        {
            return await run();
        }
        catch (GrpcException error)
        {
            throw Describe(code, error);
        }
    }

    private static ApiException Describe(string code, GrpcException error) => error.Status switch
    {
        GrpcStatus.Unavailable => new ApiException(HttpStatusCode.ServiceUnavailable, code, error.Message) { RetryAfterSeconds = 1 },
        GrpcStatus.InvalidArgument => new ApiException(HttpStatusCode.BadRequest, code, error.Message),
        _ => new ApiException(HttpStatusCode.InternalServerError, code, error.Message),
    };

    private WorkflowEngine Engine => (sidecar.Workflows ?? throw new GrpcException(GrpcStatus.Unavailable, "the sidecar starts")).Engine;

    private ValueTask<InstanceDesk> DeskAsync(HttpContext context) => Engine.DeskAsync(context.RequestAborted);

    private static void CheckId(string id)
    {
        if (id.Length > LongestId)
            throw new ApiException(
                HttpStatusCode.BadRequest, "ERR_INSTANCE_ID_TOO_LONG", $"instance ID exceeds the max length of {LongestId} characters");
        if (!id.All(c => char.IsLetterOrDigit(c) || c is '-' or '_'))
            throw new ApiException(
                HttpStatusCode.BadRequest, "ERR_INSTANCE_ID_INVALID",
                $"instance ID '{id}' is invalid: only alphanumeric and underscore characters, and dashes are allowed");
    }

    private static async Task<string?> TextAsync(HttpContext context)
    {
        var body = await context.BodyAsync();
        return body.Length > 0 ? Encoding.UTF8.GetString(body.Span) : null;
    }

    // Dapr's default is to end and to purge the children as well.
    private static bool IsRecursive(HttpContext context) =>
        !context.Request.Query.ContainsKey("non_recursive") || !IsFlag(context, "non_recursive");

    private static bool IsFlag(HttpContext context, string name) =>
        bool.TryParse(context.Request.Query[name].ToString(), out var flag) && flag;

    private static Task AcceptedAsync(HttpContext context) => context.BytesAsync(StatusCodes.Status202Accepted, "{}"u8.ToArray());

    private static ApiException NotFound(string id) =>
        new(HttpStatusCode.NotFound, "ERR_INSTANCE_ID_NOT_FOUND", $"unable to find workflow with the provided instance ID: {id}");
}

/// <summary>An instance as the HTTP API describes it.</summary>
internal static class WorkflowJson
{
    public static void Write(Utf8JsonWriter json, WorkflowState state)
    {
        json.WriteStartObject();
        json.WriteString("instanceID", state.InstanceId);
        json.WriteString("workflowName", state.Name);
        json.WriteString("createdAt", Time(state.CreatedTimestamp));
        json.WriteString("lastUpdatedAt", Time(state.LastUpdatedTimestamp));
        json.WriteString("runtimeStatus", Status(state.WorkflowStatus));
        json.WriteStartObject("properties");
        Property(json, "dapr.workflow.custom_status", state.CustomStatus);
        Property(json, "dapr.workflow.input", state.Input);
        if (state.FailureDetails is null) Property(json, "dapr.workflow.output", state.Output);
        Property(json, "dapr.workflow.failure.error_type", state.FailureDetails?.ErrorType);
        Property(json, "dapr.workflow.failure.error_message", state.FailureDetails?.ErrorMessage);
        Property(json, "dapr.workflow.failure.stack_trace", state.FailureDetails?.StackTrace);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Property(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }

    private static string Status(WorkflowStatus status) =>
        status is WorkflowStatus.ContinuedAsNew ? "CONTINUED_AS_NEW" : status.ToString().ToUpperInvariant();

    private static string Time(Timestamp? moment) =>
        Moment.Of(moment) is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture) : "";
}
