using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Platform.Dapr;

namespace Platform.Hosting;

/// <summary>Connects topics with handlers: token, envelope, tenant and validation are done before the handler sees an event.</summary>
public static class TopicRoutes
{
    /// <summary>Subscribes <typeparamref name="THandler"/> to a topic of the platform's pub/sub, one event per call.</summary>
    /// <typeparam name="TEvent">What happened.</typeparam>
    /// <typeparam name="THandler">Made per delivery from the services.</typeparam>
    /// <param name="endpoints">The app's routes.</param>
    /// <param name="topicName">One of <see cref="Contracts.Topics"/>.</param>
    /// <returns>The route.</returns>
    public static IEndpointConventionBuilder MapTopic<TEvent, THandler>(this IEndpointRouteBuilder endpoints, string topicName)
        where THandler : class, IHandle<TEvent> => throw new NotImplementedException();

    /// <summary>Subscribes <typeparamref name="THandler"/> to a topic of the platform's pub/sub, in bulk.</summary>
    /// <typeparam name="TEvent">What happened.</typeparam>
    /// <typeparam name="THandler">Made per delivery from the services (registered, or by its constructor).</typeparam>
    /// <param name="endpoints">The app's routes.</param>
    /// <param name="topicName">One of <see cref="Contracts.Topics"/>.</param>
    /// <param name="bulk">How many events per delivery.</param>
    /// <returns>The route.</returns>
    public static IEndpointConventionBuilder MapBulkTopic<TEvent, THandler>(
        this IEndpointRouteBuilder endpoints, string topicName, BulkOptions bulk)
        where THandler : class, IHandleBatch<TEvent> => throw new NotImplementedException();
}
