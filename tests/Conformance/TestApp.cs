using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Platform.Conformance.Tests;

/// <summary>A call that the app got, as it came.</summary>
internal sealed record Received(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    public string? Header(string name) => Headers.TryGetValue(name, out var value) ? value : null;
}

/// <summary>What the app says to a call.</summary>
internal sealed record Answer(int Status = 200, string Body = "", string ContentType = "application/json")
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public static Answer Word(string status) => new(200, $$"""{"status":"{{status}}"}""");
}

/// <summary>The app behind the sidecar: writes down what it receives and answers as it is told.</summary>
/// <remarks>Untold, it takes every event (paths under <c>/on/</c>) and knows no other route.</remarks>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Func<Received, HttpResponse, Task>> handlers = new();
    private readonly ConcurrentQueue<Received> received = new();
    private readonly WebApplication app;

    private TestApp(WebApplication app) => this.app = app;

    public static async Task<TestApp> StartAsync(int port, Action<TestApp>? prepare = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.ListenLocalhost(port);
        });

        var test = new TestApp(builder.Build());
        prepare?.Invoke(test);
        test.app.Run(test.HandleAsync);
        await test.app.StartAsync(TestContext.Current.CancellationToken);
        return test;
    }

    public void On(string path, Func<Received, Answer> answer) =>
        handlers[path] = (call, response) => WriteAsync(response, answer(call));

    public void On(string path, Func<Received, HttpResponse, Task> answer) => handlers[path] = answer;

    /// <summary>Everything received on this path so far, in order.</summary>
    public IReadOnlyList<Received> At(string path) => [.. received.Where(call => call.Path == path)];

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var call = await ReadAsync(context.Request);
        received.Enqueue(call);

        var isEvent = call.Method is "POST" && call.Path.StartsWith("/on/", StringComparison.Ordinal);
        var handler = handlers.GetValueOrDefault(call.Path, (_, response) => WriteAsync(response, new(isEvent ? 200 : 404)));
        await handler(call, context.Response);
    }

    private static async Task<Received> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        var headers = request.Headers.ToDictionary(each => each.Key, each => each.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new(request.Method, request.Path, request.QueryString.Value ?? "", headers, body.ToArray());
    }

    private static Task WriteAsync(HttpResponse response, Answer answer)
    {
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers) response.Headers[name] = value;
        if (answer.Body.Length == 0) return Task.CompletedTask;

        response.ContentType = answer.ContentType;
        return response.WriteAsync(answer.Body, response.HttpContext.RequestAborted);
    }
}
