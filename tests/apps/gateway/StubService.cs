using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Platform.Gateway.Tests;

/// <summary>What a service received.</summary>
internal sealed record Received(string Method, string Path, string Body, string? Authorization, string? ContentType, string? LastEventId);

/// <summary>A service behind the gateway that answers as the test says.</summary>
internal sealed class StubService : IAsyncDisposable
{
    private StubHost? host;

    /// <summary>How it answers; by default 200 with an empty object.</summary>
    public Func<Received, HttpContext, Task> Answer { get; set; } = (_, context) => context.Response.WriteAsJsonAsync(new { });

    public ConcurrentQueue<Received> Calls { get; } = [];

    public int Port => host?.Port ?? throw new InvalidOperationException("It is not started.");

    public static async Task<StubService> StartAsync()
    {
        var stub = new StubService();
        stub.host = await StubHost.StartAsync(
            app =>
            {
                app.MapGet("/readyz", () => "ok");
                app.MapFallback(stub.HandleAsync);
            });
        return stub;
    }

    public ValueTask DisposeAsync() => host?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Path.StartsWithSegments("/dapr"))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var received = new Received(
            request.Method,
            request.Path + request.QueryString,
            await reader.ReadToEndAsync(context.RequestAborted),
            request.Headers.Authorization,
            request.ContentType,
            request.Headers["Last-Event-ID"]);
        Calls.Enqueue(received);
        await Answer(received, context);
    }
}
