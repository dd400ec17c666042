using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Platform.Local.Tests.Sidecar;

/// <summary>A small app on a free loopback port; what it is asked goes to the function it was made with.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication web;

    private TestApp(WebApplication web) => this.web = web;

    public int Port => new Uri(web.Urls.First()).Port;

    public static async Task<TestApp> StartAsync(RequestDelegate answer, int port = 0, RequestDelegate? asked = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        var web = builder.Build();
        web.Run(context => context.Request.Path.StartsWithSegments("/dapr") ? (asked ?? NoAsync)(context) : answer(context));
        await web.StartAsync();
        return new TestApp(web);
    }

    // The host's own questions (/dapr/config, /dapr/subscribe).
    private static Task NoAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    /// <summary>Path and query exactly as they came over the wire.</summary>
    public static string Target(HttpContext context) => context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";

    public ValueTask DisposeAsync() => web.DisposeAsync();
}
