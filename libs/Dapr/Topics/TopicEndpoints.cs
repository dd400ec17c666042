using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Platform.Dapr;

/// <summary>The endpoints that the sidecar calls.</summary>
public static class TopicEndpoints
{
    /// <summary>The largest delivery, in bytes; a larger one is answered 413, which the sidecar retries and then dead-letters.</summary>
    public const int MaxDeliveryBytes = 32 << 20;

    /// <summary>Subscribes to a topic, one event per call; malformed events are answered DROP before the handler sees them.</summary>
    /// <typeparam name="TData">What happened.</typeparam>
    /// <param name="endpoints">The app's routes.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="handler">Handles an event; an exception means "deliver again".</param>
    /// <returns>The route.</returns>
    /// <exception cref="InvalidOperationException">APP_API_TOKEN is empty: anyone could deliver.</exception>
    public static IEndpointConventionBuilder MapTopic<TData>(
        this IEndpointRouteBuilder endpoints, Topic topic, Func<HttpContext, CloudEvent<TData>, Task<Delivery>> handler)
    {
        var info = InfoOf<TData>(endpoints);
        return endpoints.MapDelivery(new(topic, null), async context =>
        {
            using var body = await DeliveryBody.ReadAsync(context.Request, context.RequestAborted);
            var received = CloudEventReader.Read(body.WrittenMemory.Span, info);
            DeliveryAnswer.Write(context.Response, received is null ? Delivery.Drop : await handler(context, received));
        });
    }

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
        Func<HttpContext, IReadOnlyList<BulkEntry<TData>>, Task<IReadOnlyList<Delivery>>> handler)
    {
        var info = InfoOf<TData>(endpoints);
        return endpoints.MapDelivery(new(topic, bulk), async context =>
        {
            using var body = await DeliveryBody.ReadAsync(context.Request, context.RequestAborted);
            var delivery = BulkReader.Read(body.WrittenMemory.Span, info);
            var answers = delivery.Entries.Count == 0 ? [] : await handler(context, delivery.Entries);
            if (answers.Count != delivery.Entries.Count)
                throw new InvalidOperationException($"{topic.Name}: {delivery.Entries.Count} events, {answers.Count} answers.");
            DeliveryAnswer.Write(context.Response, delivery, answers);
        });
    }

    /// <summary>Tells the sidecar what the app subscribes to: <c>GET /dapr/subscribe</c>.</summary>
    /// <param name="endpoints">The app's routes.</param>
    /// <returns>The route.</returns>
    public static IEndpointConventionBuilder MapSubscriptions(this IEndpointRouteBuilder endpoints)
    {
        var token = SidecarToken.Of(endpoints.ServiceProvider);
        RequestDelegate answer =
            context => SubscriptionList.WriteAsync(context, endpoints.DataSources.SelectMany(source => source.Endpoints));
        return endpoints.MapGet("/dapr/subscribe", token.Guard(answer)).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>Takes the changes that <see cref="DaprClient.SubscribeConfiguration"/> asked for.</summary>
    /// <param name="endpoints">The app's routes.</param>
    /// <param name="handler">Takes the name of the store and the changed values.</param>
    /// <returns>The route.</returns>
    /// <exception cref="InvalidOperationException">APP_API_TOKEN is empty: anyone could send changes.</exception>
    public static IEndpointConventionBuilder MapConfigurationUpdates(
        this IEndpointRouteBuilder endpoints, Func<string, IReadOnlyDictionary<string, ConfigurationItem>, Task> handler) =>
        endpoints.MapSidecar(HttpMethods.Post, "/configuration/{store}/{**key}", async context =>
        {
            using var json = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            if (json.RootElement.TryGetProperty("items", out var items))
                await handler(context.Request.RouteValues["store"] as string ?? "", ComponentBody.ReadItems(items));
        });

    private static IEndpointConventionBuilder MapDelivery(
        this IEndpointRouteBuilder endpoints, Subscription subscription, RequestDelegate take) =>
        endpoints.MapSidecar(HttpMethods.Post, subscription.Topic.Route, take).WithMetadata(subscription);

    private static JsonTypeInfo<TData> InfoOf<TData>(IEndpointRouteBuilder endpoints)
    {
        var options = endpoints.ServiceProvider.GetService<IOptions<DaprClientOptions>>()?.Value ?? new();
        return (JsonTypeInfo<TData>)options.Json.GetTypeInfo(typeof(TData));
    }
}
