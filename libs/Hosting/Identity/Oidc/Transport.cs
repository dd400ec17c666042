using Platform.TaskHub;

namespace Platform.Hosting.Oidc;

/// <summary>How documents of a provider may be fetched.</summary>
internal static class Transport
{
    /// <summary>The largest document, in bytes: hundreds of keys.</summary>
    public const int MaxBytes = 256 << 10;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Keys that come over plain HTTP are anybody's, except from this machine.</summary>
    public static bool IsSafe(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    /// <summary>A client that follows no redirects, so that a document comes from where it was asked for.</summary>
    public static HttpClient Client(HttpMessageHandler? handler = null) =>
        new(new ConnectFailures(
            handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = Timeout }))
        {
            Timeout = Timeout,
            MaxResponseContentBufferSize = MaxBytes,
        };
}
