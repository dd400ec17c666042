using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Dapr;

/// <summary>The endpoints by which the sidecar reaches the actors of an app.</summary>
public static class ActorEndpoints
{
    /// <summary>
    /// Maps <c>GET /dapr/config</c>, the methods, timers and reminders of the registered actors, and <c>GET /healthz</c> for an app that
    /// has none.
    /// </summary>
    /// <param name="endpoints">The app's routes.</param>
    /// <returns>The routes.</returns>
    /// <exception cref="InvalidOperationException">
    /// <c>AddActors</c> was not called, or actors are registered and APP_API_TOKEN is empty: anyone could call them.
    /// </exception>
    /// <exception cref="ArgumentException">A class cannot be called as an actor; the message says why.</exception>
    public static IEndpointConventionBuilder MapActorsHandlers(this IEndpointRouteBuilder endpoints)
    {
        var runtime = endpoints.ServiceProvider.GetService<ActorRuntime>()
            ?? throw new InvalidOperationException("Call services.AddActors before MapActorsHandlers.");
        var group = endpoints.MapGroup("");
        MapConfig(group, runtime, SidecarToken.Of(endpoints.ServiceProvider));
        // After all others, so that a health route of the app wins whenever it is mapped.
        group.MapGet("/healthz", () => Results.Ok()).WithOrder(int.MaxValue);
        if (runtime.Options.Actors.Count > 0)
            MapActors(group, new ActorCalls(runtime));
        return group.AllowAnonymous().ExcludeFromDescription();
    }

    private static void MapActors(RouteGroupBuilder group, ActorCalls calls)
    {
        const string Actor = "/actors/{type}/{id}";
        group.MapSidecar(HttpMethods.Put, Actor + "/method/{name}", calls.MethodAsync);
        group.MapSidecar(HttpMethods.Put, Actor + "/method/remind/{name}", calls.ReminderAsync);
        group.MapSidecar(HttpMethods.Put, Actor + "/method/timer/{name}", calls.TimerAsync);
        group.MapSidecar(HttpMethods.Delete, Actor, calls.DeactivateAsync);
    }

    // The list of types is no secret, but asking for it tells that the sidecar has started, so a token that is set must be shown.
    private static void MapConfig(RouteGroupBuilder group, ActorRuntime runtime, SidecarToken token) =>
        group.MapGet("/dapr/config", token.Guard(async context =>
        {
            runtime.SidecarStarted();
            context.Response.ContentType = "application/json";
            await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
            ActorConfig.Write(writer, runtime.Options);
        }));
}
