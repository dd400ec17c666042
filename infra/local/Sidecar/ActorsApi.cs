using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Platform.Local.Actors;

namespace Platform.Local.Sidecar;

/// <summary>The actors API (reference A.16).</summary>
internal static class ActorsApi
{
    private const string Actor = "/v1.0/actors/{type}/{id}";

    private static readonly string[] Calling = ["GET", "POST", "PUT", "DELETE", "PATCH"];
    private static readonly string[] Writing = ["POST", "PUT"];

    public static void MapActors(this IEndpointRouteBuilder routes, AppSidecar sidecar)
    {
        var caller = new ActorCaller(sidecar);
        var state = new ActorState(sidecar);
        routes.MapMethods(Actor + "/method/{method}", Calling, context => InvokeAsync(context, caller));
        routes.MapMethods(Actor + "/state", Writing, state.Transact);
        routes.MapMethods(Actor + "/state/{key}", ["GET"], state.Get);
        MapSchedules(routes, new ActorReminders(sidecar), new ActorTimers(sidecar));
    }

    private static void MapSchedules(IEndpointRouteBuilder routes, ActorReminders reminders, ActorTimers timers)
    {
        routes.MapMethods(Actor + "/reminders/{name}", Writing, reminders.Create);
        routes.MapMethods(Actor + "/reminders/{name}", ["GET"], reminders.Get);
        routes.MapMethods(Actor + "/reminders/{name}", ["DELETE"], reminders.Delete);
        routes.MapMethods(Actor + "/timers/{name}", Writing, timers.Create);
        routes.MapMethods(Actor + "/timers/{name}", ["DELETE"], timers.Delete);
    }

    private static async Task InvokeAsync(HttpContext context, ActorCaller caller)
    {
        var request = context.Request;
        var body = await context.BodyAsync();
        var method = "/method/" + Uri.EscapeDataString(context.Route("method"));
        var call = new ActorCall(context.ActorId(), method, () => Message(request, body))
        {
            Chain = request.Headers[ActorCall.ChainHeader] is [{ Length: > 0 } chain, ..] ? chain : null,
        };
        using var answer = await caller.CallAsync(call, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        InvokeHeaders.CopyTo(answer, context.Response);
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    /// <exception cref="ApiException">Its type is the sidecar's own.</exception>
    public static ActorId ActorId(this HttpContext context)
    {
        var id = new ActorId(context.Route("type"), context.Route("id"));
        return id.Type.StartsWith(ActorConfiguration.ReservedPrefix, StringComparison.Ordinal) ? throw ActorErrors.Reserved(id.Type) : id;
    }

    private static HttpRequestMessage Message(HttpRequest from, ReadOnlyMemory<byte> body)
    {
        var message = new HttpRequestMessage(HttpMethod.Put, (Uri?)null) { Content = new ReadOnlyMemoryContent(body) };
        InvokeHeaders.CopyTo(from, message);
        return message;
    }
}
