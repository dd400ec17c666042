namespace Platform.Hosting;

/// <summary>A bounded queue is full: the caller gets 503 with Retry-After, a topic delivers again.</summary>
/// <param name="message">What is full, in plain words.</param>
/// <param name="retryAfter">When to try again; null for one second.</param>
public sealed class OverloadedException(string message, TimeSpan? retryAfter = null) : Exception(message)
{
    /// <summary>When to try again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter ?? TimeSpan.FromSeconds(1);
}
