using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Platform.Dapr;

/// <summary>What the sidecar sends: methods, reminders and timers of actors, and that one is to be let go.</summary>
internal sealed partial class ActorCalls(ActorRuntime runtime)
{
    private const string CancelHeader = "X-DaprReminderCancel";

    private readonly JsonSerializerOptions json = runtime.Services.Json;
    private readonly TimeProvider time = runtime.Services.Time;
    private readonly ILogger log = runtime.Services.Loggers.CreateLogger<ActorCalls>();

    public async Task MethodAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } registration)
            return;
        var name = Route(context, "name");
        if (registration.FindMethod(name) is not { } method)
        {
            await AnswerAsync(context, ActorError.UnknownMethod(registration.ActorTypeName, name), toCaller: true);
            return;
        }
        using var body = await DeliveryBody.ReadAsync(context.Request, context.RequestAborted);
        var read = await ReadAsync(context, name, toCaller: true, () => method.ReadValue(body.WrittenMemory.Span, json));
        if (!read.IsRead)
            return;
        using var result = new PooledBody();
        var call = new Call(registration, ActorCallType.ActorInterfaceMethod, name, name);
        if (await RunAsync(context, call, actor => method.CallAsync(actor, read.Value, result, json, context.RequestAborted)))
            await WriteAsync(context, result.WrittenMemory);
    }

    public async Task ReminderAsync(HttpContext context)
    {
        const string Method = nameof(IRemindable.ReceiveReminderAsync);
        if (await FindAsync(context) is not { } registration)
            return;
        if (!registration.ImplementationType.IsAssignableTo(typeof(IRemindable)))
        {
            await AnswerAsync(context, ActorError.UnknownMethod(registration.ActorTypeName, Method), toCaller: false);
            return;
        }
        if (await ReadFiredAsync(context) is not { } fired)
            return;
        var name = Route(context, "name");
        await RunAsync(context, new(registration, ActorCallType.ReminderMethod, Method, name), actor =>
            actor is IRemindable remindable
                ? remindable.ReceiveReminderAsync(name, fired.Data, fired.DueTime, fired.Period)
                : Task.CompletedTask);
    }

    public async Task TimerAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } registration || await ReadFiredAsync(context) is not { } fired)
            return;
        if (registration.Callbacks.Find(fired.Callback) is not { } method)
        {
            // A timer of an older version of the app: it can never be handled, and nothing keeps timers anyway.
            context.Response.Headers[CancelHeader] = "true";
            await AnswerAsync(context, ActorError.UnknownMethod(registration.ActorTypeName, fired.Callback), toCaller: false);
            return;
        }
        var call = new Call(registration, ActorCallType.TimerMethod, fired.Callback, Route(context, "name"));
        await RunAsync(context, call, actor => method.CallBackAsync(actor, fired.Data, json, context.RequestAborted));
    }

    public async Task DeactivateAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } registration)
            return;
        try
        {
            await runtime.DeactivateAsync(registration.ActorTypeName, new(Route(context, "id")), context.RequestAborted);
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
        {
            await FailAsync(context, "deactivation", ActorError.Failed(e), e);
        }
    }

    /// <returns>False when it failed, which the caller has been told.</returns>
    private async Task<bool> RunAsync(HttpContext context, Call call, Func<Actor, Task> method)
    {
        var turn = ActorTurn.Of(context.Request, call.Kind, call.Schedule);
        var target = new ActorTarget(call.Registration, new(Route(context, "id")), new(call.Method, call.Kind));
        try
        {
            await runtime.RunAsync(target, turn, method, context.RequestAborted);
            CancelIfAsked(context, turn);
            return true;
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
        {
            CancelIfAsked(context, turn);
            await FailAsync(context, call.Method, ActorError.Failed(e), e, call.Kind is ActorCallType.ActorInterfaceMethod);
            return false;
        }
    }

    private async Task<ActorRegistration?> FindAsync(HttpContext context)
    {
        var type = Route(context, "type");
        if (runtime.Find(type) is { } registration)
            return registration;
        await AnswerAsync(context, ActorError.UnknownType(type), toCaller: true);
        return null;
    }

    private async Task<FiredSchedule?> ReadFiredAsync(HttpContext context)
    {
        using var body = await DeliveryBody.ReadAsync(context.Request, context.RequestAborted);
        var read = await ReadAsync(context, Route(context, "name"), toCaller: false,
            () => ScheduleBody.ReadFired(body.WrittenMemory, time.GetUtcNow()));
        return read.Value;
    }

    private static async Task<(bool IsRead, T? Value)> ReadAsync<T>(HttpContext context, string name, bool toCaller, Func<T> read)
    {
        try
        {
            return (true, read());
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            await AnswerAsync(context, ActorError.BadBody(name, e), toCaller);
            return default;
        }
    }

    private static void CancelIfAsked(HttpContext context, ActorTurn turn)
    {
        if (turn.IsCancelled)
            context.Response.Headers[CancelHeader] = "true";
    }

    private static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> result)
    {
        if (result.IsEmpty)
            return;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = result.Length;
        await context.Response.BodyWriter.WriteAsync(result, context.RequestAborted);
    }

    private Task FailAsync(HttpContext context, string method, ActorError error, Exception e, bool toCaller = false)
    {
        CallFailed(log, e, method, Route(context, "type"), Route(context, "id"));
        return AnswerAsync(context, error, toCaller);
    }

    private static Task AnswerAsync(HttpContext context, ActorError error, bool toCaller) =>
        error.WriteAsync(context.Response, toCaller, context.RequestAborted);

    private static string Route(HttpContext context, string name) => context.Request.RouteValues[name] as string ?? "";

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} of actor {Type}/{Id} failed")]
    private static partial void CallFailed(ILogger logger, Exception e, string method, string type, string id);

    /// <summary>What is to run; <paramref name="Schedule"/> names the timer or reminder.</summary>
    private readonly record struct Call(ActorRegistration Registration, ActorCallType Kind, string Method, string Schedule);
}
