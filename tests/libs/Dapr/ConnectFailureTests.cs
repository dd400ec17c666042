using System.Net.Sockets;
using Google.Protobuf.WellKnownTypes;
using Platform.Dapr.Grpc;
using Platform.TaskHub;

namespace Platform.Dapr.Tests;

/// <summary>A sidecar that dies in the moment in which it is connected to; .NET throws a bare socket error then.</summary>
public sealed class ConnectFailureTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_says_that_the_sidecar_cannot_be_reached()
    {
        using var client = new DaprClient(new DaprClientOptions(), new Dying());

        var error = await Assert.ThrowsAsync<DaprException>(() => client.GetStateAsync<int>("statestore", "key", ct: Ct));
        Assert.Contains("cannot be reached", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_by_gRPC_is_worth_repeating()
    {
        using var client = new GrpcClient(new DaprClientOptions(), TimeProvider.System, new Dying());

        var error = await Assert.ThrowsAsync<GrpcException>(() => client.CallAsync("/x/Hello", new Empty(), Empty.Parser, null, Ct));
        Assert.Equal(GrpcStatus.Unavailable, error.Status);
    }

    [Fact]
    public async Task A_stream_of_work_is_opened_again()
    {
        using var client = new GrpcClient(new DaprClientOptions(), TimeProvider.System, new Dying());

        await using var work = client.StreamAsync("/x/GetWorkItems", new Empty(), Empty.Parser, () => { }, Ct).GetAsyncEnumerator(Ct);
        var error = await Assert.ThrowsAsync<GrpcException>(() => work.MoveNextAsync().AsTask());
        Assert.Equal(GrpcStatus.Unavailable, error.Status);
    }

    private sealed class Dying : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new SocketException((int)SocketError.NotConnected);
    }
}
