using Microsoft.Extensions.Logging.Abstractions;
using Platform.Local.Components;

namespace Platform.Local.Tests.Redis;

/// <summary>Makes Redis components for a test; names are unique, so tests share a server without meeting.</summary>
internal static class RedisComponents
{
    public static ComponentContext Context(RedisServer server, TimeProvider time, params (string Key, string Value)[] more)
    {
        var metadata = more.ToDictionary(pair => pair.Key, pair => pair.Value);
        metadata["redisHost"] = server.Address;
        return new ComponentContext("redis", "redis", "v1", new ComponentMetadata(metadata), time, NullLoggerFactory.Instance);
    }
}
