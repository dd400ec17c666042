using System.Diagnostics.CodeAnalysis;

namespace Platform.Gateway;

/// <summary>Makes the path within a service from the public request.</summary>
internal static class ServicePath
{
    private const int MaxIdLength = 64;

    /// <summary>Fills the id in and keeps the query.</summary>
    /// <returns>False when the id has no form that any id has; so nothing that walks up the path is ever forwarded.</returns>
    public static bool TryMake(ForwardedRoute route, HttpRequest request, [NotNullWhen(true)] out string? path)
    {
        path = route.Path + request.QueryString.Value;
        if (!route.IsById)
        {
            return true;
        }

        var id = request.RouteValues["id"] as string;
        path = IsId(id) ? route.Path.Replace("{id}", id, StringComparison.Ordinal) + request.QueryString.Value : null;
        return path is not null;
    }

    private static bool IsId([NotNullWhen(true)] string? id) =>
        id is { Length: >= 1 and <= MaxIdLength } and not "." and not ".."
        && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or ':' or '-');
}
