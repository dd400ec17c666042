using Microsoft.AspNetCore.Http;
using Platform.Contracts;

namespace Platform.Hosting;

/// <summary>What a service said of the object that a call changed.</summary>
/// <param name="Before">Hash of the object before; null when unknown or when there was none.</param>
/// <param name="After">Hash of the object afterwards; null when unknown or when there is none.</param>
public sealed record ObjectHashes(string? Before, string? After)
{
    internal const string BeforeHeader = "X-Audit-Before";
    internal const string AfterHeader = "X-Audit-After";

    /// <summary>Takes what a service's answer says into the entry of the call in hand.</summary>
    /// <param name="answer">The service's answer.</param>
    /// <param name="context">The call, whose answer has not begun.</param>
    public static void Take(HttpResponseMessage answer, HttpContext context)
    {
        var hashes = new ObjectHashes(Read(answer, BeforeHeader), Read(answer, AfterHeader));
        if (hashes is not { Before: null, After: null }) context.Features.Set(hashes);
    }

    // An entry that is out of range would be dropped, and the call would have none.
    private static string? Read(HttpResponseMessage answer, string header) =>
        answer.Headers.TryGetValues(header, out var values) && values.ToList() is [var hash] && AuditFields.IsHash(hash) ? hash : null;
}
