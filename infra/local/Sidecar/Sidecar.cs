using System.Net;
using Platform.Local.Components;

namespace Platform.Local.Sidecar;

/// <summary>What one app's sidecar is made of; every API file works on this.</summary>
internal interface ISidecar
{
    string AppId { get; }

    /// <summary>The namespace; <c>default</c> unless NAMESPACE says otherwise.</summary>
    string Namespace { get; }

    TimeProvider Time { get; }

    /// <summary>The way to the app; null when the app has no port.</summary>
    IAppChannel? App { get; }

    /// <summary>The component of this name and kind that is in scope for this app, or null.</summary>
    LoadedComponent<T>? Find<T>(string name) where T : class, IComponent;

    /// <summary>All components of a kind in scope for this app.</summary>
    IReadOnlyList<LoadedComponent<T>> All<T>() where T : class, IComponent;

    /// <summary>
    /// The resiliency policy for a call to this component in this direction; a policy that does nothing when there is none.
    /// </summary>
    IPolicy PolicyFor(IComponent component, string name, Direction direction);
}

/// <summary>A component with what the API layer reads from its resource (keyPrefix, outbox, scopes of topics, …).</summary>
internal sealed record LoadedComponent<T>(string Name, T Instance, ComponentMetadata Metadata) where T : class, IComponent;

internal enum Direction
{
    Outbound,
    Inbound,
}

/// <summary>retry( circuitBreaker( timeout( op ) ) ), as Dapr nests them.</summary>
internal interface IPolicy
{
    /// <summary>Runs the operation under the policy; the last exception is thrown when attempts are used up.</summary>
    Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> operation, CancellationToken ct);
}

/// <summary>Calls the app; adds the app token, dapr headers and the concurrency limit.</summary>
internal interface IAppChannel
{
    Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption completion, CancellationToken ct);
}

/// <summary>An answer of the sidecar that is an error: status, errorCode and message, as the reference's catalogue lists them.</summary>
internal sealed class ApiException(HttpStatusCode status, string errorCode, string message) : Exception(message)
{
    public HttpStatusCode Status { get; } = status;

    public string ErrorCode { get; } = errorCode;

    /// <summary>Seconds for Retry-After, when waiting helps.</summary>
    public int? RetryAfterSeconds { get; init; }
}
