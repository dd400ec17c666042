using System.Net.Sockets;
using Platform.Local.Sidecar;

namespace Platform.Local.Tests.Sidecar;

public sealed class AppTransportTests
{
    [Fact]
    public async Task An_app_that_dies_while_it_is_connected_to_could_not_be_reached()
    {
        using var http = new HttpMessageInvoker(new AppTransport(new Dying()));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://127.0.0.1/");

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(request, TestContext.Current.CancellationToken));
        Assert.Equal(HttpRequestError.ConnectionError, error.HttpRequestError);
    }

    private sealed class Dying : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new SocketException((int)SocketError.NotConnected);
    }
}
