using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Platform.Hosting;

/// <summary>
/// Says what the object of the call in hand was and became, for the entry that the gateway makes of the call: only the service that
/// changes an object knows. It says so in two headers of its answer, which the gateway keeps to itself.
/// </summary>
/// <param name="contexts">Finds the call.</param>
public sealed class AuditedObject(IHttpContextAccessor contexts)
{
    /// <summary>Notes a change; the last one of a call counts. Outside of a call nothing happens.</summary>
    /// <typeparam name="T">Kind of the object.</typeparam>
    /// <param name="before">The object before; null when there was none.</param>
    /// <param name="after">The object afterwards; null when there is none.</param>
    /// <param name="info">How the API writes it.</param>
    public void Changed<T>(T? before, T? after, JsonTypeInfo<T> info) where T : class
    {
        if (contexts.HttpContext?.Response is not { HasStarted: false } response) return;

        Set(response, ObjectHashes.BeforeHeader, before, info);
        Set(response, ObjectHashes.AfterHeader, after, info);
    }

    private static void Set<T>(HttpResponse response, string header, T? value, JsonTypeInfo<T> info) where T : class
    {
        if (value is null) response.Headers.Remove(header);
        else response.Headers[header] = CanonicalHash.Of(value, info);
    }
}
