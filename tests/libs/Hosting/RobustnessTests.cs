using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;

namespace Platform.Hosting.Tests;

public sealed class RobustnessTests
{
    [Fact]
    public async Task A_service_with_a_collector_starts_and_serves_even_when_the_collector_is_away()
    {
        await using var service = await TestService.StartAsync(
            app => app.MapGet("/hello", () => "hello"), settings: new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1" });

        Assert.Equal("hello", await service.As("demo", Roles.Admin).GetStringAsync("/hello", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_half_sent_body_ends_without_an_error_of_the_server()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var service = await TestService.StartAsync(
            app => app.MapPost("/check", (Contracts.Transaction t) => t.Id).Validate<Contracts.Transaction>());
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, service.Http.BaseAddress!.Port, ct);
        string[] head =
        [
            "POST /check HTTP/1.1", "Host: x", $"Authorization: Bearer {service.Token("demo", Roles.Admin)}",
            "Content-Type: application/json", "Content-Length: 100", "", "{\"id\":",
        ];
        await socket.SendAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", head)), ct);
        socket.Shutdown(SocketShutdown.Send);

        Assert.DoesNotContain("HTTP/1.1 500", await AnswerAsync(socket, ct), StringComparison.Ordinal);
        Assert.Equal("ok", (await service.Http.GetStringAsync("/healthz", ct)).Split('"')[3]);
    }

    // A server that has not read all it was sent may end the connection with a reset: that is no answer, and no error of its own either.
    private static async Task<string> AnswerAsync(Socket socket, CancellationToken ct)
    {
        var buffer = new byte[4096];
        try
        {
            return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, ct));
        }
        catch (SocketException end) when (end.SocketErrorCode is SocketError.ConnectionReset)
        {
            return "";
        }
    }
}
