using System.Net.Sockets;

namespace Platform.TaskHub;

/// <summary>
/// A peer that dies in the moment in which it is connected to makes .NET's transport throw a bare <see cref="SocketException"/>, which
/// its contract does not have; callers get the <see cref="HttpRequestException"/> of any other failure to connect.
/// </summary>
/// <param name="transport">What sends; disposed with this.</param>
public sealed class ConnectFailures(HttpMessageHandler transport) : DelegatingHandler(transport)
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (SocketException e)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, e.Message, e);
        }
    }
}
