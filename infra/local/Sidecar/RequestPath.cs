using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Platform.Local.Sidecar;

/// <summary>Makes routing work on the path as it was sent: still escaped, repeated slashes collapsed.</summary>
internal static class RequestPath
{
    public static RequestDelegate NormalizeAsync(RequestDelegate next) => context =>
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "/";
        var query = target.IndexOf('?', StringComparison.Ordinal);
        context.Request.Path = new PathString(Collapse(query < 0 ? target : target[..query]));
        return next(context);
    };

    private static string Collapse(string path)
    {
        // An absolute-form target ("GET http://host/path") keeps only its path.
        if (!path.StartsWith('/')) path = Uri.TryCreate(path, UriKind.Absolute, out var uri) ? uri.AbsolutePath : "/";
        while (path.Contains("//", StringComparison.Ordinal)) path = path.Replace("//", "/", StringComparison.Ordinal);
        return path;
    }
}
