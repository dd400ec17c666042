using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Platform.Gateway.Tests;

/// <summary>What a service received.</summary>
internal sealed record Received(string Method, string Path, string Body, string? Authorization, string? ContentType, string? LastEventId);

/// <summary>A service behind the gateway that answers as the test says.</summary>
internal sealed class StubService : IAsyncDisposable
{
    private readonly WebApplication app;

    private StubService(WebApplication app) => this.app = app;

    /// <summary>How it answers; by default 200 with an empty object.</summary>
    public Func<Received, HttpContext, Task> Answer { get; set; } = (_, context) => context.Response.WriteAsJsonAsync(new { });

    public ConcurrentQueue<Received> Calls { get; } = [];

    public int Port => new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    public static async Task<StubService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add($"http://{IPAddress.Loopback}:0");
        var stub = new StubService(app);
        app.MapGet("/readyz", () => "ok");
        app.MapFallback(stub.HandleAsync);
        await app.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

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
