using FluentValidation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Dapr;
using TopicNames = Platform.Contracts.Topics;

namespace Platform.Hosting;

/// <summary>Connects topics with handlers: token, envelope, tenant and validation are done before the handler sees an event.</summary>
public static class TopicRoutes
{
    /// <summary>Subscribes <typeparamref name="THandler"/> to a topic of the platform's pub/sub, one event per call.</summary>
    /// <typeparam name="TEvent">What happened.</typeparam>
    /// <typeparam name="THandler">Taken from the services, or made per delivery by its constructor.</typeparam>
    /// <param name="endpoints">The app's routes.</param>
    /// <param name="topicName">One of <see cref="TopicNames"/>.</param>
    /// <returns>The route.</returns>
    /// <exception cref="InvalidOperationException">APP_API_TOKEN is empty: anyone could deliver.</exception>
    public static IEndpointConventionBuilder MapTopic<TEvent, THandler>(this IEndpointRouteBuilder endpoints, string topicName)
        where THandler : class, IHandle<TEvent> =>
        endpoints.MapTopic<TEvent>(new Topic(TopicNames.PubSub, topicName), (context, e) =>
            EventGate<TEvent>.TryAdmit(e, Validator<TEvent>(context), Directory(context), out var received)
                ? Handler<THandler>(context).HandleAsync(received.Tenant, received.Data, context.RequestAborted)
                : Task.FromResult(Delivery.Drop));

    /// <summary>Subscribes <typeparamref name="THandler"/> to a topic of the platform's pub/sub, in bulk.</summary>
    /// <typeparam name="TEvent">What happened.</typeparam>
    /// <typeparam name="THandler">Taken from the services, or made per delivery by its constructor.</typeparam>
    /// <param name="endpoints">The app's routes.</param>
    /// <param name="topicName">One of <see cref="TopicNames"/>.</param>
    /// <param name="bulk">How many events per delivery.</param>
    /// <returns>The route.</returns>
    /// <exception cref="InvalidOperationException">APP_API_TOKEN is empty: anyone could deliver.</exception>
    public static IEndpointConventionBuilder MapBulkTopic<TEvent, THandler>(
        this IEndpointRouteBuilder endpoints, string topicName, BulkOptions bulk)
        where THandler : class, IHandleBatch<TEvent> =>
        endpoints.MapBulkTopic<TEvent>(new Topic(TopicNames.PubSub, topicName), bulk, (context, entries) =>
            HandleAsync(context, entries, Handler<THandler>(context)));

    private static async Task<IReadOnlyList<Delivery>> HandleAsync<TEvent>(
        HttpContext context, IReadOnlyList<BulkEntry<TEvent>> entries, IHandleBatch<TEvent> handler)
    {
        var (admitted, places) = EventGate<TEvent>.Admit(entries, Validator<TEvent>(context), Directory(context));
        if (admitted.Count == 0)
            return Refused(entries.Count);
        var answers = await handler.HandleAsync(admitted, context.RequestAborted);
        return answers.Count == entries.Count ? answers : Spread(answers, places, entries.Count);
    }

    private static Delivery[] Refused(int count)
    {
        var all = new Delivery[count];
        Array.Fill(all, Delivery.Drop);
        return all;
    }

    private static Delivery[] Spread(IReadOnlyList<Delivery> answers, List<int> places, int count)
    {
        if (answers.Count != places.Count)
            throw new InvalidOperationException($"{places.Count} events, {answers.Count} answers.");
        var all = Refused(count);
        for (var i = 0; i < places.Count; i++)
            all[places[i]] = answers[i];
        return all;
    }

    private static IValidator<TEvent>? Validator<TEvent>(HttpContext context) => context.RequestServices.GetService<IValidator<TEvent>>();

    private static TenantDirectory Directory(HttpContext context) => context.RequestServices.GetRequiredService<TenantDirectory>();

    private static THandler Handler<THandler>(HttpContext context) where THandler : class =>
        ActivatorUtilities.GetServiceOrCreateInstance<THandler>(context.RequestServices);
}
