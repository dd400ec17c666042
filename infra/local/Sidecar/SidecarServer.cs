using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Platform.Local.Sidecar;

/// <summary>One app's HTTP port: a Kestrel of its own on loopback.</summary>
internal sealed class SidecarServer : IAsyncDisposable
{
    private readonly WebApplication web;

    private SidecarServer(WebApplication web) => (this.web, Endpoint) = (web, new Uri(web.Urls.First()));

    public Uri Endpoint { get; }

    public static async Task<SidecarServer> StartAsync(AppSidecar sidecar, CancellationToken ct)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, sidecar));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(sidecar.Options.Loggers ?? NullLoggerFactory.Instance);
        var web = builder.Build();
        var limit = new BodyLimit(sidecar.Options.MaxBodyBytes);
        web.Use(next => context =>
        {
            context.Features.Set(limit);
            return next(context);
        });
        web.Use(RequestPath.NormalizeAsync);
        web.Use(next => context => Failures.AnswerAsync(next, context, sidecar));
        web.Use(next => context => ApiToken.CheckAsync(next, context, sidecar.Options.DaprApiToken));
        web.Use(next => context => TraceContext.ContinueAsync(next, context, sidecar));
        web.UseRouting();
        Apis.MapAll(web, sidecar);
        await web.StartAsync(ct);
        return new SidecarServer(web);
    }

    /// <summary>Takes no more calls; those under way have until the token.</summary>
    public Task StopAsync(CancellationToken ct) => web.StopAsync(ct);

    public ValueTask DisposeAsync() => web.DisposeAsync();

    private static void Configure(KestrelServerOptions kestrel, AppSidecar sidecar)
    {
        kestrel.AddServerHeader = false;
        // The limit is checked where bodies are read: Kestrel's own would cut the connection before the caller could read why.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        // A consumer that pauses is not an attacker on loopback; streams may be slow.
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.AllowAlternateSchemes = true;
        kestrel.Listen(IPAddress.Loopback, sidecar.Definition.HttpPort, listen => listen.Use(PriorKnowledge.Detect));
    }
}
