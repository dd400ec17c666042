namespace Platform.Hosting;

/// <summary>Which calls of a route are audited.</summary>
public enum AuditedWhen
{
    /// <summary>All but GET, HEAD and OPTIONS, and every call that is refused with 401 or 403.</summary>
    Changing,

    /// <summary>Every call, e.g. of an export.</summary>
    Always,

    /// <summary>Only what is refused: the data path, where each event already has an entry in a log of its own.</summary>
    Refused,
}

/// <summary>Metadata of a route that is audited otherwise than by its verb.</summary>
/// <param name="When">Which calls.</param>
public sealed record AuditedRoute(AuditedWhen When);
