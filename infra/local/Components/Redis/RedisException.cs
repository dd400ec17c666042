namespace Platform.Local.Components.Redis;

/// <summary>Redis is away, did not answer in time, or broke off: what was sent may or may not have been done.</summary>
internal class RedisException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Redis answered with an error.</summary>
internal sealed class RedisErrorException(string message) : RedisException(message)
{
    /// <summary>Whether the error begins with this word, e.g. <c>NOSCRIPT</c>.</summary>
    public bool Is(string code) => Message.StartsWith(code, StringComparison.Ordinal);
}
