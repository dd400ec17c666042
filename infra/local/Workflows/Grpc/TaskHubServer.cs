using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Local.Sidecar;

namespace Platform.Local.Workflows.Grpc;

/// <summary>One app's gRPC port: HTTP/2 without TLS on loopback, and on it Dapr's task hub.</summary>
internal sealed class TaskHubServer : IAsyncDisposable
{
    // A worker has a call under way for each thing it works on.
    private const int StreamsPerConnection = 100_000;
    private const int Window = 1 << 20;

    private readonly WebApplication web;

    private TaskHubServer(WebApplication web) => (this.web, Port) = (web, new Uri(web.Urls.First()).Port);

    public int Port { get; }

    public static async Task<TaskHubServer> StartAsync(AppSidecar sidecar, CancellationToken ct)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, sidecar.Definition.GrpcPort));
        builder.Services.AddSingleton(sidecar.Options.Loggers ?? NullLoggerFactory.Instance);
        var web = builder.Build();
        var service = new TaskHubService(sidecar);
        web.Run(service.AnswerAsync);
        await web.StartAsync(ct);
        return new TaskHubServer(web);
    }

    /// <summary>Takes no more calls; those under way have until the token.</summary>
    public Task StopAsync(CancellationToken ct) => web.StopAsync(ct);

    public ValueTask DisposeAsync() => web.DisposeAsync();

    private static void Configure(KestrelServerOptions kestrel, int port)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowAlternateSchemes = true;
        // The length of a message is checked where it is read, so that the caller is told.
        kestrel.Limits.MaxRequestBodySize = null;
        // A worker's stream says nothing for hours, and that is no attack on loopback.
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.KeepAliveTimeout = Timeout.InfiniteTimeSpan;
        kestrel.Limits.Http2.MaxStreamsPerConnection = StreamsPerConnection;
        kestrel.Limits.Http2.InitialConnectionWindowSize = Window;
        kestrel.Limits.Http2.InitialStreamWindowSize = Window;
        kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2);
    }
}
