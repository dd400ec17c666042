using System.Net.Sockets;

namespace Platform.TaskHub.Tests;

public sealed class ConnectFailuresTests
{
    [Fact]
    public async Task A_peer_that_dies_while_it_is_connected_to_could_not_be_reached()
    {
        using var http = new HttpMessageInvoker(new ConnectFailures(new Dying()));
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
