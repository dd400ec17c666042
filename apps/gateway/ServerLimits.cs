using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Platform.Gateway;

/// <summary>Sets the web server up for callers that send slowly, half, or too much.</summary>
internal sealed class ServerLimits(IOptions<GatewayOptions> options) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions server)
    {
        server.AddServerHeader = false;
        // NDJSON has no limit as a whole; RequestBodies sets the one of JSON.
        server.Limits.MaxRequestBodySize = null;
        server.Limits.MinRequestBodyDataRate = new(
            options.Value.MinBodyBytesPerSecond, TimeSpan.FromSeconds(options.Value.BodyGraceSeconds));
    }
}
