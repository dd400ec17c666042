using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Dapr;

/// <summary>The routes of topics and actors are anonymous to the user's policies, so the sidecar shows a token of its own.</summary>
internal sealed class SidecarToken(byte[] expected)
{
    public static SidecarToken Of(IServiceProvider services) =>
        new(Encoding.UTF8.GetBytes(services.GetRequiredService<IConfiguration>()["APP_API_TOKEN"] ?? ""));

    public SidecarToken OrRefuse(string route) => expected.Length > 0
        ? this
        : throw new InvalidOperationException($"APP_API_TOKEN is empty: anyone could call {route}. Set it for the app and its sidecar.");

    /// <summary>Compares in constant time. Without a token only lists of topics and actor types are served; they are no secret.</summary>
    public bool Allows(HttpRequest request)
    {
        if (expected.Length == 0)
            return true;
        var given = Encoding.UTF8.GetBytes(request.Headers[DaprClient.TokenHeader].ToString());
        return CryptographicOperations.FixedTimeEquals(given, expected);
    }

    /// <summary>Answers 401 to all who do not show the token.</summary>
    public RequestDelegate Guard(RequestDelegate take) => context =>
    {
        if (Allows(context.Request))
            return take(context);
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    };
}
