using System.Globalization;

namespace Platform.Local.Components.Redis;

/// <summary>Where Redis is and how patient to be; the metadata keys that all Redis components share.</summary>
internal sealed record RedisOptions(string Host, int Port)
{
    public string? Username { get; init; }

    public string? Password { get; init; }

    public int Database { get; init; }

    public bool Tls { get; init; }

    /// <summary>For a server with a certificate of its own making, in development.</summary>
    public bool TrustAnyCertificate { get; init; }

    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often a connection is tried again before a call fails.</summary>
    public int MaxRetries { get; init; } = 3;

    public TimeSpan MinRetryInterval { get; init; } = TimeSpan.FromMilliseconds(8);

    public TimeSpan MaxRetryInterval { get; init; } = TimeSpan.FromMilliseconds(512);

    public static RedisOptions From(ComponentMetadata metadata)
    {
        if (metadata.Text("redisType", "node") != "node")
            throw ComponentMetadata.Wrong("redisType", "metadata 'redisType' must be node here; a cluster needs real Dapr");
        if (metadata.Flag("failover", false))
            throw ComponentMetadata.Wrong("failover", "metadata 'failover' is not known here; it needs real Dapr");
        var (host, port) = Address(metadata);
        return new RedisOptions(host, port)
        {
            Username = metadata.Text("redisUsername"),
            Password = metadata.Text("redisPassword"),
            Database = metadata.Number("redisDB", 0),
            Tls = metadata.Flag("enableTLS", false),
            TrustAnyCertificate = metadata.Flag("insecureSkipTLSVerify", false),
            DialTimeout = metadata.Duration("dialTimeout", TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1)),
            ReadTimeout = metadata.Duration("readTimeout", TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1)),
            MaxRetries = Math.Clamp(metadata.Number("redisMaxRetries", 3), 0, 100),
            MinRetryInterval = metadata.Duration("redisMinRetryInterval", TimeSpan.FromMilliseconds(8), TimeSpan.FromMilliseconds(1)),
            MaxRetryInterval = metadata.Duration("redisMaxRetryInterval", TimeSpan.FromMilliseconds(512), TimeSpan.FromMilliseconds(1)),
        };
    }

    private static (string Host, int Port) Address(ComponentMetadata metadata)
    {
        const string key = "redisHost";
        var text = metadata.Required(key);
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? text : text[..colon];
        var port = colon < 0 ? metadata.Text("redisPort", "6379") : text[(colon + 1)..];
        return host.Length > 0 && !text.Contains(',', StringComparison.Ordinal)
            && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65_536
            ? (host, number)
            : throw ComponentMetadata.Wrong(key, $"metadata '{key}' must be one host:port, not '{text}'");
    }
}
