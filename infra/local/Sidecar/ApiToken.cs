using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Platform.Local.Sidecar;

/// <summary>Callers show the token when one is set; health needs none. The header goes no further than here.</summary>
internal static class ApiToken
{
    private const string Header = "dapr-api-token";

    public static Task CheckAsync(RequestDelegate next, HttpContext context, string? token)
    {
        if (string.IsNullOrEmpty(token) || IsHealth(context.Request)) return next(context);
        if (!Same(context.Request.Headers[Header].ToString(), token)) return RefuseAsync(context);
        context.Request.Headers.Remove(Header);
        return next(context);
    }

    private static bool IsHealth(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Path.Value?.TrimEnd('/') is "/v1.0/healthz" or "/v1.0/healthz/outbound";

    private static bool Same(string given, string token) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(token));

    private static Task RefuseAsync(HttpContext context) =>
        context.BytesAsync(StatusCodes.Status401Unauthorized, "invalid api token"u8.ToArray(), "text/plain; charset=utf-8");
}
