using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging;
using Platform.Local.Actors;
using Platform.Local.Components;
using Platform.Local.Resources;

namespace Platform.Local.Sidecar;

/// <summary>What an app wants: the topics it takes, and the types of actors it hosts.</summary>
internal sealed record AppAnswers(
    IReadOnlyDictionary<string, ActorSettings> ActorTypes, IReadOnlyList<SubscriptionResource> Subscriptions);

/// <summary>What the sidecar asks an app once per start: its actor configuration and its subscriptions.</summary>
internal static class AppQuestions
{
    private const int Attempts = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public static async Task<AppAnswers> AskAsync(AppSidecar sidecar, AppChannel channel, ILogger log, CancellationToken ct) =>
        new(await ActorsAsync(sidecar, channel, log, ct), await SubscriptionsAsync(sidecar, channel, log, ct));

    // An app without actors has no such route, or one that answers whatever it answers to everything; neither keeps it from its work.
    private static async Task<IReadOnlyDictionary<string, ActorSettings>> ActorsAsync(
        AppSidecar sidecar, AppChannel channel, ILogger log, CancellationToken ct)
    {
        var none = ImmutableDictionary<string, ActorSettings>.Empty;
        using var response = await GetAsync(sidecar, channel, "/dapr/config", ct);
        if (response.StatusCode is not HttpStatusCode.OK) return none;
        try
        {
            return ActorConfiguration.Parse(await response.Content.ReadAsByteArrayAsync(ct));
        }
        catch (FormatException error)
        {
            log.LogError("app {App} hosts no actors: {Problem}", sidecar.AppId, error.Message);
            return none;
        }
    }

    private static async Task<IReadOnlyList<SubscriptionResource>> SubscriptionsAsync(
        AppSidecar sidecar, AppChannel channel, ILogger log, CancellationToken ct)
    {
        if (sidecar.All<IPubSub>().Count == 0) return [];
        using var response = await GetAsync(sidecar, channel, "/dapr/subscribe", ct);
        if (response.StatusCode is HttpStatusCode.OK)
            return SubscriptionAnswer.Parse(await response.Content.ReadAsByteArrayAsync(ct), sidecar.AppId, log);
        log.LogWarning("app {App} answered {Status} to GET /dapr/subscribe: it has no subscriptions of its own", sidecar.AppId,
            (int)response.StatusCode);
        return [];
    }

    private static async Task<HttpResponseMessage> GetAsync(AppSidecar sidecar, AppChannel channel, string path, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
                request.Headers.Add(InvokeAddress.Header, sidecar.AppId);
                return await channel.SendAsync(request, HttpCompletionOption.ResponseContentRead, ct);
            }
            catch (HttpRequestException) when (attempt <= Attempts)
            {
                await Task.Delay(Pause, ct);
            }
        }
    }
}
