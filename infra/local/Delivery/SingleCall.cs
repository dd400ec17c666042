using System.Net;
using System.Net.Http.Headers;
using Platform.Local.Sidecar;

namespace Platform.Local.Delivery;

/// <summary>One message, one POST; the outcomes are those of reference A.5.</summary>
internal sealed class SingleCall(IAppChannel app, string pubsubName) : ITopicCall
{
    private static readonly MediaTypeHeaderValue CloudEvent = new("application/cloudevents+json");

    public async Task<CallResult> SendAsync(string path, IReadOnlyList<DeliveredEvent> events, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
        request.Content = new ReadOnlyMemoryContent(events[0].Body);
        request.Content.Headers.ContentType = CloudEvent;
        AddHeaders(request, events[0]);
        using var response = await app.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        return response.StatusCode == HttpStatusCode.NotFound ? CallResult.All(1, Verdict.Drop)
            : !response.IsSuccessStatusCode ? CallResult.All(1, Verdict.Retry, response.StatusCode)
            : CallResult.All(1, Read(await response.Content.ReadAsByteArrayAsync(ct)));
    }

    private void AddHeaders(HttpRequestMessage request, DeliveredEvent delivered)
    {
        request.Headers.TryAddWithoutValidation("pubsubName", pubsubName);
        foreach (var (key, value) in delivered.Metadata ?? new Dictionary<string, string>())
            request.Headers.TryAddWithoutValidation(key, value);
        if (EventText.Find(delivered.Body.Span, "traceparent"u8) is { Length: > 0 } parent)
            request.Headers.TryAddWithoutValidation("traceparent", parent);
    }

    private static Verdict Read(ReadOnlySpan<byte> body) => EventText.Find(body, "status"u8) switch
    {
        null or "" or "SUCCESS" => Verdict.Success,
        "DROP" => Verdict.Drop,
        _ => Verdict.Retry,
    };
}
