using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Platform.Dapr;

/// <summary>The endpoints that the sidecar calls.</summary>
public static class TopicEndpoints
{
    /// <summary>Subscribes to a topic, one event per call; malformed events are answered DROP before the handler sees them.</summary>
    /// <typeparam name="TData">What happened.</typeparam>
    /// <param name="endpoints">The app's routes.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="handler">Handles an event; an exception means "deliver again".</param>
    /// <returns>The route.</returns>
    /// <exception cref="InvalidOperationException">APP_API_TOKEN is empty: anyone could deliver.</exception>
    public static IEndpointConventionBuilder MapTopic<TData>(
        this IEndpointRouteBuilder endpoints, Topic topic, Func<HttpContext, CloudEvent<TData>, Task<Delivery>> handler) =>
        throw new NotImplementedException();

    /// <summary>Subscribes to a topic in bulk; malformed entries are answered DROP on their own, the handler sees the others.</summary>
    /// <typeparam name="TData">What happened.</typeparam>
    /// <param name="endpoints">The app's routes.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="bulk">How many events per delivery.</param>
    /// <param name="handler">Answers one delivery per entry, in order; an exception means "deliver all again".</param>
    /// <returns>The route.</returns>
    /// <exception cref="InvalidOperationException">APP_API_TOKEN is empty: anyone could deliver.</exception>
    public static IEndpointConventionBuilder MapBulkTopic<TData>(
        this IEndpointRouteBuilder endpoints, Topic topic, BulkOptions bulk,
        Func<HttpContext, IReadOnlyList<BulkEntry<TData>>, Task<IReadOnlyList<Delivery>>> handler) =>
        throw new NotImplementedException();

    /// <summary>Tells the sidecar what the app subscribes to: <c>GET /dapr/subscribe</c>.</summary>
    /// <param name="endpoints">The app's routes.</param>
    /// <returns>The route.</returns>
    public static IEndpointConventionBuilder MapSubscriptions(this IEndpointRouteBuilder endpoints) =>
        throw new NotImplementedException();
}
