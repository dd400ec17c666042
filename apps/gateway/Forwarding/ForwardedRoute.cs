using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>What a route takes.</summary>
internal enum BodyKind
{
    /// <summary>No body.</summary>
    None,

    /// <summary>One JSON document.</summary>
    Json,

    /// <summary>One JSON document, or NDJSON of any length.</summary>
    JsonOrLines,
}

/// <summary>A parameter of a route, for the API page.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place"><c>path</c>, <c>query</c> or <c>header</c>.</param>
/// <param name="Description">What it means and which values it takes.</param>
/// <param name="Example">A value that works.</param>
internal sealed record RouteParameter(string Name, string Place, string Description, string Example);

/// <summary>A public route and the service behind it. The table of these is all there is to say about forwarding.</summary>
/// <param name="Method">The verb.</param>
/// <param name="Path">The path of the service, and after <c>/api/v1</c> the public one; <c>{id}</c> is its only variable.</param>
/// <param name="App">The app id of the service.</param>
/// <param name="Scope">What the caller must be allowed to do.</param>
internal sealed record ForwardedRoute(string Method, string Path, string App, string Scope)
{
    /// <summary>One line for the API page.</summary>
    public required string Summary { get; init; }

    /// <summary>What the caller should know.</summary>
    public string Description { get; init; } = "";

    public BodyKind Body { get; init; }

    /// <summary>The record in the request; null for none.</summary>
    public Type? Request { get; init; }

    /// <summary>The record in the answer.</summary>
    public required Type Response { get; init; }

    /// <summary>The record in a line of NDJSON; null when there are no lines, or it is the same.</summary>
    public Type? LineRequest { get; init; }

    /// <summary>The record in a request for many at once; null when there is none, or it is the same.</summary>
    public Type? BatchRequest { get; init; }

    /// <summary>The record in the answer to many at once; null when there is one shape only.</summary>
    public Type? BatchResponse { get; init; }

    /// <summary>The status of success.</summary>
    public int Success { get; init; } = StatusCodes.Status200OK;

    /// <summary>Whether the answer goes on until the caller leaves.</summary>
    public bool IsStream { get; init; }

    /// <summary>Whether a tenant that has used up what it may is answered with 402.</summary>
    public bool UsesQuotas { get; init; }

    /// <summary>Which calls are audited.</summary>
    public AuditedWhen Audited { get; init; }

    public IReadOnlyList<RouteParameter> Parameters { get; init; } = [];

    /// <summary>Whether one id is asked for, which may not exist.</summary>
    public bool IsById => Path.Contains("/{id}", StringComparison.Ordinal);
}
