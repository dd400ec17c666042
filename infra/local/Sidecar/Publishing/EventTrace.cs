using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Platform.Local.Sidecar.Publishing;

/// <summary>The W3C trace context of a request; both empty when there is none that is valid.</summary>
internal readonly record struct EventTrace(string Parent, string State)
{
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    public static EventTrace Of(HttpRequest request)
    {
        var parent = request.Headers.TraceParent.ToString();
        return IsValid(parent) ? new(parent, request.Headers.TraceState.ToString()) : new("", "");
    }

    private static bool IsValid(ReadOnlySpan<char> parent) =>
        parent.Length == 55 && parent[2] == '-' && parent[35] == '-' && parent[52] == '-'
        && !parent[3..35].ContainsAnyExcept(Hex) && !parent[36..52].ContainsAnyExcept(Hex)
        && parent[3..35].ContainsAnyExcept('0') && parent[36..52].ContainsAnyExcept('0');
}
