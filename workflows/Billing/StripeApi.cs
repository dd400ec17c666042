using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Platform.Dapr;

namespace Platform.Workflows.Billing;

/// <summary>
/// Stripe's API, by an HTTPEndpoint of Dapr that has its address and key. The HTTP binding would not do: over Dapr's HTTP API its data is
/// always JSON, and Stripe reads forms only.
/// </summary>
internal sealed class StripeApi(DaprClient dapr, IOptions<ClosingOptions> options)
{
    /// <summary>Makes a call; one that was made before changes nothing.</summary>
    /// <returns>The id of what it made; null when that has none, or was made before.</returns>
    /// <exception cref="DaprException">Stripe is away, asks for patience, or refuses it.</exception>
    public async Task<string?> PostAsync(StripeCall call, CancellationToken ct)
    {
        using var request = dapr.CreateInvokeMethodRequest(HttpMethod.Post, options.Value.StripeEndpoint, call.Path);
        request.Headers.Add("Idempotency-Key", call.Key);
        request.Content = new FormUrlEncodedContent(call.Fields);
        using var response = await dapr.InvokeMethodWithResponseAsync(request, ct);
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        if (response.IsSuccessStatusCode) return IdOf(await JsonDocument.ParseAsync(body, cancellationToken: ct));
        if (response.StatusCode is HttpStatusCode.BadRequest && IsKnown(await JsonDocument.ParseAsync(body, cancellationToken: ct)))
            return null;

        throw new DaprException($"Stripe answered {(int)response.StatusCode} to {call.Path} with the key {call.Key}.")
        {
            StatusCode = response.StatusCode,
            RetryAfter = response.Headers.RetryAfter?.Delta,
        };
    }

    private static string? IdOf(JsonDocument answer)
    {
        using (answer) return answer.RootElement.TryGetProperty("id", out var id) ? id.GetString() : null;
    }

    // A meter event whose identifier is known was taken before; an invoice is known by its idempotency key, and answered as the first time.
    private static bool IsKnown(JsonDocument answer)
    {
        using (answer)
        {
            return answer.RootElement.TryGetProperty("error", out var error) && error.TryGetProperty("message", out var message)
                && message.GetString()?.Contains("already exists with identifier", StringComparison.OrdinalIgnoreCase) is true;
        }
    }
}
