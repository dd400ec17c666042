using System.Globalization;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Contracts;

namespace Platform.Load.Sending;

/// <summary>Reads the live stream of alerts.</summary>
public sealed class AlertFeed(GatewayClient gateway)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Alerts as they are raised or repeated, without end. A broken stream is taken up again after the last one seen.</summary>
    /// <param name="after">The sequence of the last alert seen before, or null to begin with what comes next.</param>
    /// <param name="ct">Ends the stream.</param>
    /// <exception cref="GatewayException">The gateway refused for good (e.g. 401).</exception>
    public async IAsyncEnumerable<Alert> FollowAsync(long? after, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            await using var alerts = OnceAsync(after, ct).GetAsyncEnumerator(ct);
            while (await MoveAsync(alerts).ConfigureAwait(false))
            {
                after = alerts.Current.Sequence;
                yield return alerts.Current;
            }

            await Task.Delay(Pause, gateway.Time, ct).ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<Alert> OnceAsync(long? after, [EnumeratorCancellation] CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "alerts/live");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (after is { } seen) request.Headers.Add("Last-Event-ID", seen.ToString(CultureInfo.InvariantCulture));

        using var response = await gateway.SendAsync(request, ct).ConfigureAwait(false);
        await GatewayClient.EnsureAsync(response, ct).ConfigureAwait(false);
        using var body = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(ct).ConfigureAwait(false))
        {
            if (item.Data.Length == 0) continue;
            yield return JsonSerializer.Deserialize(item.Data, AlertJson.Default.Alert) ?? throw new JsonException("An alert is null.");
        }
    }

    private static async Task<bool> MoveAsync(IAsyncEnumerator<Alert> alerts)
    {
        try
        {
            return await alerts.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || e is GatewayException g && RetryDelay.IsWorthwhile(g.Status))
        {
            // The stream broke; the caller's loop opens it again from the last sequence.
            return false;
        }
    }
}

/// <summary>Reads alerts without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Alert))]
internal sealed partial class AlertJson : JsonSerializerContext;
