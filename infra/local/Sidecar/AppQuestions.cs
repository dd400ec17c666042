using System.Net;
using Microsoft.Extensions.Logging;
using Platform.Local.Components;
using Platform.Local.Resources;

namespace Platform.Local.Sidecar;

/// <summary>What the sidecar asks an app once per start: its actor configuration and its subscriptions.</summary>
internal static class AppQuestions
{
    private const int Attempts = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <returns>The app's own subscriptions; empty when it has none.</returns>
    public static async Task<IReadOnlyList<SubscriptionResource>> AskAsync(
        AppSidecar sidecar, AppChannel channel, ILogger log, CancellationToken ct)
    {
        using (await GetAsync(sidecar, channel, "/dapr/config", ct))
        {
            // Actors come with workflows; until then the answer is only asked for, as apps expect.
        }

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
