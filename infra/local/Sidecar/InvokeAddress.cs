using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Platform.Local.Sidecar;

/// <summary>Whom a call is for: header, path or basic-auth user, in this order of precedence.</summary>
/// <param name="AppId">App id, <c>id.namespace</c>, endpoint name or an <c>http(s)://</c> address.</param>
/// <param name="Method">The app's path, still escaped, with its leading slash.</param>
internal readonly record struct InvokeAddress(string AppId, string Method)
{
    public const string Header = "dapr-app-id";

    private const string Prefix = "/v1.0/invoke/";
    private const string Infix = "/method/";

    public static InvokeAddress? Of(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        if (context.Request.Headers[Header] is [{ Length: > 0 } named, ..]) return new(named, Clean(path));
        if (FromPath(path) is { } address) return address;
        return FromBasicAuth(context.Request.Headers.Authorization) is { } user ? new(user, Clean(path)) : null;
    }

    private static InvokeAddress? FromPath(string path)
    {
        if (!path.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var infix = path.IndexOf(Infix, Prefix.Length, StringComparison.Ordinal);
        if (infix <= Prefix.Length) return null;
        var appId = WebUtility.UrlDecode(path[Prefix.Length..infix]);
        return new(WithBothSlashes(appId), Clean(path[(infix + Infix.Length - 1)..]));
    }

    // An outside address may come unescaped, and repeated slashes were collapsed before.
    private static string WithBothSlashes(string appId) =>
        appId.StartsWith("http:/", StringComparison.OrdinalIgnoreCase) || appId.StartsWith("https:/", StringComparison.OrdinalIgnoreCase)
            ? appId.Replace("://", ":/", StringComparison.Ordinal).Replace(":/", "://", StringComparison.Ordinal)
            : appId;

    private static string? FromBasicAuth(string? authorization)
    {
        const string scheme = "Basic ";
        if (authorization is null || !authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return null;
        var decoded = new byte[authorization.Length];
        if (!Convert.TryFromBase64String(authorization[scheme.Length..], decoded, out var length)) return null;
        var text = Encoding.UTF8.GetString(decoded, 0, length);
        return text.StartsWith(Header + ":", StringComparison.Ordinal) ? text[(Header.Length + 1)..] : null;
    }

    /// <summary>Resolves dot segments, also escaped ones, so that nothing climbs above the app's root.</summary>
    private static string Clean(string path)
    {
        if (!path.Contains('.', StringComparison.Ordinal) && !path.Contains("%2e", StringComparison.OrdinalIgnoreCase)) return path;
        var kept = new List<string>();
        foreach (var segment in path.Split('/').Skip(1))
        {
            var plain = segment.Replace("%2e", ".", StringComparison.OrdinalIgnoreCase);
            if (plain is "..") kept.RemoveRange(Math.Max(0, kept.Count - 1), Math.Min(1, kept.Count));
            else if (plain is not ".") kept.Add(segment);
        }

        return "/" + string.Join('/', kept);
    }
}
