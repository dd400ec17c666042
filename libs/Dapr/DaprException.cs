using System.Net;

namespace Platform.Dapr;

/// <summary>The sidecar refused a call, or could not be reached.</summary>
/// <param name="message">What failed.</param>
/// <param name="innerException">The cause, when there is one.</param>
public class DaprException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The sidecar's HTTP status; null when there was no answer.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>The sidecar's <c>errorCode</c>, e.g. <c>ERR_PUBSUB_NOT_FOUND</c>; null when it gave none.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>When to try again; null when the sidecar did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>A service invocation failed: no answer, or an answer that is not a success.</summary>
/// <param name="appId">The app that was called.</param>
/// <param name="methodName">The method that was called.</param>
/// <param name="innerException">The cause.</param>
/// <param name="response">What the app answered; null when it did not.</param>
public sealed class InvocationException(string appId, string methodName, Exception? innerException, HttpResponseMessage? response)
    : DaprException($"Invoking {methodName} of {appId} failed, status {(int?)response?.StatusCode}.", innerException)
{
    /// <summary>The app that was called.</summary>
    public string AppId { get; } = appId;

    /// <summary>The method that was called.</summary>
    public string MethodName { get; } = methodName;

    /// <summary>What the app answered; null when it did not.</summary>
    public HttpResponseMessage? Response { get; } = response;
}
