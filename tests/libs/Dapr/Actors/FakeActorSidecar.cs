using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Platform.Dapr.Tests;

/// <summary>The sidecar's side of actors as far as these tests need it: keeps state, and notes everything that it is asked.</summary>
internal sealed class FakeActorSidecar : HttpMessageHandler
{
    public ConcurrentQueue<SentToSidecar> Sent { get; } = new();

    /// <summary>State of all actors by <c>type/id/key</c>, as JSON.</summary>
    public ConcurrentDictionary<string, string> State { get; } = new();

    /// <summary>When such a state ends, as the sidecar tells it.</summary>
    public ConcurrentDictionary<string, string> Ends { get; } = new();

    /// <summary>Answers instead of the fake when it gives something.</summary>
    public Func<SentToSidecar, HttpResponseMessage?> Instead { get; set; } = _ => null;

    public string[] Transactions =>
        [.. Sent.Where(sent => sent.Method == "POST" && sent.Path.EndsWith("/state")).Select(sent => sent.Body)];

    public string[] Reads => [.. Sent.Where(sent => sent.Method == "GET" && sent.Path.Contains("/state/")).Select(sent => sent.Path)];

    public static HttpResponseMessage Answer(int status, string body = "") =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var headers = request.Headers.ToDictionary(header => header.Key, header => string.Join(",", header.Value));
        var sent = new SentToSidecar(request.Method.Method, request.RequestUri!.AbsolutePath, body, headers);
        Sent.Enqueue(sent);
        return Instead(sent) ?? Keep(sent);
    }

    private HttpResponseMessage Keep(SentToSidecar sent)
    {
        var parts = sent.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var actor = $"{parts[2]}/{parts[3]}";
        return (sent.Method, parts[4]) switch
        {
            ("GET", "state") => Read($"{actor}/{parts[5]}"),
            ("POST", "state") => Write(actor, JsonNode.Parse(sent.Body)!.AsArray()),
            _ => Answer(204),
        };
    }

    private HttpResponseMessage Read(string key)
    {
        if (!State.TryGetValue(key, out var json))
            return Answer(204);
        var answer = Answer(200, json);
        if (Ends.TryGetValue(key, out var end))
            answer.Headers.Add("metadata.ttlExpireTime", end);
        return answer;
    }

    private HttpResponseMessage Write(string actor, JsonArray operations)
    {
        foreach (var operation in operations)
        {
            var key = $"{actor}/{operation!["request"]!["key"]}";
            if ((string?)operation["operation"] == "delete")
                State.TryRemove(key, out _);
            else
                State[key] = operation["request"]!["value"]!.ToJsonString();
        }
        return Answer(204);
    }
}

/// <summary>One request to the sidecar.</summary>
internal sealed record SentToSidecar(string Method, string Path, string Body, IReadOnlyDictionary<string, string> Headers);
