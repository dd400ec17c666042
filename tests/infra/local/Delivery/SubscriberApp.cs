using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Platform.Local.Tests.Sidecar;

namespace Platform.Local.Tests.Delivery;

/// <summary>A call that the app got.</summary>
internal sealed record Received(string Path, JsonElement Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>An app that says which topics it wants, keeps what it gets, and answers as the test says.</summary>
internal sealed class SubscriberApp : IAsyncDisposable
{
    private readonly ConcurrentQueue<Received> received = new();
    private readonly string subscriptions;
    private TestApp? app;
    private int asked;

    private SubscriberApp(string subscriptions) => this.subscriptions = subscriptions;

    /// <summary>The status code and body for a call; 200 without a body unless the test says otherwise.</summary>
    public Func<Received, (int Status, string Body)> Answer { get; set; } = _ => (200, "");

    public int Port { get; private set; }

    public int Asked => asked;

    public IReadOnlyList<Received> Received => [.. received];

    /// <param name="subscriptions">The answer to <c>GET /dapr/subscribe</c>.</param>
    public static async Task<SubscriberApp> StartAsync(string subscriptions)
    {
        var subscriber = new SubscriberApp(subscriptions);
        await subscriber.StartAsync();
        return subscriber;
    }

    public async Task StartAsync()
    {
        app = await TestApp.StartAsync(TakeAsync, Port, TakeAsync);
        Port = app.Port;
    }

    /// <summary>Goes away at once, as a killed process does; its port refuses.</summary>
    public async Task StopAsync()
    {
        if (app is not null) await app.DisposeAsync();
        app = null;
    }

    public async Task<IReadOnlyList<Received>> WaitForAsync(int count)
    {
        await Eventually.HoldsAsync(() => Received.Count >= count, $"{count} calls");
        return Received;
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    private async Task TakeAsync(HttpContext context)
    {
        if (context.Request.Path == "/dapr/subscribe")
        {
            Interlocked.Increment(ref asked);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(subscriptions);
            return;
        }

        var body = await JsonDocument.ParseAsync(context.Request.Body);
        var headers = context.Request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var call = new Received(context.Request.Path, body.RootElement.Clone(), headers);
        var (status, answer) = Answer(call);
        received.Enqueue(call);
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(answer);
    }
}
