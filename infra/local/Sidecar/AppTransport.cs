using System.Net.Sockets;

namespace Platform.Local.Sidecar;

/// <summary>
/// The way to apps. One that dies in the moment in which it is connected to makes .NET's transport throw a bare
/// <see cref="SocketException"/>; it counts as any other failure to connect.
/// </summary>
/// <param name="sockets">What sends; disposed with this.</param>
internal sealed class AppTransport(HttpMessageHandler sockets) : DelegatingHandler(sockets)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (SocketException error)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, error.Message, error);
        }
    }
}
