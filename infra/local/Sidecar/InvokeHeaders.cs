using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Platform.Local.Sidecar;

/// <summary>Which headers cross from caller to app and back.</summary>
internal static class InvokeHeaders
{
    private static readonly FrozenSet<string> Hop = FrozenSet.ToFrozenSet(
        ["connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding",
         "upgrade", "http2-settings"], StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> NotForApp = FrozenSet.ToFrozenSet(
        ["host", "content-length", "destination-app-id", "dapr-api-token", "dapr-app-id", "dapr-caller-app-id", "dapr-callee-app-id",
         "dapr-caller-namespace"], StringComparer.OrdinalIgnoreCase);

    public static void CopyTo(HttpRequest from, HttpRequestMessage to)
    {
        var named = from.Headers.Connection.Count == 0 ? null : from.Headers.GetCommaSeparatedValues("Connection");
        foreach (var (name, values) in from.Headers)
        {
            var dropped = Hop.Contains(name) || NotForApp.Contains(name) || name.EndsWith("-bin", StringComparison.OrdinalIgnoreCase)
                || (named is not null && named.Contains(name, StringComparer.OrdinalIgnoreCase)) || name.StartsWith(':');
            if (dropped || to.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values)) continue;
            to.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }
    }

    public static void CopyTo(HttpResponseMessage from, HttpResponse to)
    {
        foreach (var (name, values) in from.Headers.NonValidated) Copy(name, values, to);
        foreach (var (name, values) in from.Content.Headers.NonValidated) Copy(name, values, to);
    }

    private static void Copy(string name, System.Net.Http.Headers.HeaderStringValues values, HttpResponse to)
    {
        if (!Hop.Contains(name)) to.Headers[name] = values.Count == 1 ? values.ToString() : values.ToArray();
    }
}
