using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Platform.Local.Tests.Sidecar;

/// <summary>Output bindings through the API (behaviour 41 and the contracts of each type).</summary>
public sealed class BindingsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Unknown_bindings_and_operations_are_500()
    {
        await using var running = await Running.StartAsync(SidecarApiTests.Component("h", "bindings.http",
            "[{name: url, value: 'http://127.0.0.1:1'}]"));

        foreach (var (name, operation) in ((string, string)[])[("none", "get"), ("h", "dance"), ("h", ""), ("h", "get")])
        {
            var (status, body) = await running.PostAsync($"/v1.0/bindings/{name}", new { operation });
            Assert.Equal((500, "ERR_INVOKE_OUTPUT_BINDING"), (status, (string?)body?["errorCode"]));
        }
    }

    [Fact]
    public async Task Http_sends_data_and_headers_and_returns_status_and_body()
    {
        await using var outside = await TestApp.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            context.Response.StatusCode = context.Request.Path == "/bad" ? 400 : 200;
            var saw = $"{context.Request.Method} {context.Request.Path} {context.Request.Headers["X-Own"]}";
            await context.Response.WriteAsync($$"""{"saw":"{{saw}}","body":{{await reader.ReadToEndAsync(Ct)}}}""");
        });
        await using var running = await Running.StartAsync(SidecarApiTests.Component("h", "bindings.http",
            $"[{{name: url, value: 'http://127.0.0.1:{outside.Port}'}}]"));

        var request = new { operation = "create", data = new { n = 1 }, metadata = new Dictionary<string, string> { ["path"] = "/x",
            ["X-Own"] = "1" } };
        Assert.Equal("""{"saw":"POST /x 1","body":{"n":1}}""", (await running.PostAsync("/v1.0/bindings/h", request)).Body?.ToJsonString());
        var bad = new { operation = "post", data = 1, metadata = new { path = "bad" } };
        Assert.Equal(500, (await running.PostAsync("/v1.0/bindings/h", bad)).Status);
        var allowed = new { operation = "post", data = 1, metadata = new { path = "bad", errorIfNot2XX = "false" } };
        Assert.Equal(200, (await running.PostAsync("/v1.0/bindings/h", allowed)).Status);
    }

    [Fact]
    public async Task Local_storage_keeps_files_inside_its_folder()
    {
        var root = Directory.CreateTempSubdirectory().FullName;
        await using var running = await Running.StartAsync(SidecarApiTests.Component("blobs", "bindings.localstorage",
            $"[{{name: rootPath, value: {root}}}]"));

        Assert.Equal("""{"fileName":"a/b.txt"}""", (await CallAsync(running, "create", "a/b.txt", "hello")).Body?.ToJsonString());
        Assert.Equal("hello", await File.ReadAllTextAsync(Path.Combine(root, "a/b.txt"), Ct));
        await CallAsync(running, "create", "64", Convert.ToBase64String([1, 2]));
        Assert.Equal([1, 2], await File.ReadAllBytesAsync(Path.Combine(root, "64"), Ct));
        Assert.Equal($"""["{root}/64","{root}/a/b.txt"]""", (await CallAsync(running, "list", "", "")).Body?.ToJsonString());
        Assert.Equal(500, (await CallAsync(running, "create", "../x", "evil")).Status);
        Assert.Equal(500, (await CallAsync(running, "get", "none", "")).Status);
        Assert.Equal(204, (await CallAsync(running, "delete", "64", "")).Status);
        Assert.False(File.Exists(Path.Combine(root, "64")));
    }

    [Fact]
    public async Task Smtp_hands_in_a_mail()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = ServeOneMailAsync(listener);
        var port = (listener.LocalEndpoint as IPEndPoint)?.Port;
        await using var running = await Running.StartAsync(SidecarApiTests.Component(
            "mail", "bindings.smtp",
                $"[{{name: host, value: 127.0.0.1}}, {{name: port, value: '{port}'}}, {{name: emailFrom, value: p@x.example}}]"));

        var request = new { operation = "create", data = "<b>hi</b>", metadata = new { emailTo = "q@x.example;r@x.example",
            subject = "Grüße" } };
        Assert.Equal(204, (await running.PostAsync("/v1.0/bindings/mail", request)).Status);

        var heard = await server.WaitAsync(TimeSpan.FromSeconds(10), Ct);
        Assert.Contains("RCPT TO:<r@x.example>", heard, StringComparison.Ordinal);
        Assert.Contains("To: q@x.example, r@x.example", heard, StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String("<b>hi</b>"u8), heard, StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String("Grüße"u8), heard, StringComparison.Ordinal);
    }

    private static Task<(int Status, System.Text.Json.Nodes.JsonNode? Body)> CallAsync(Running running, string operation,
        string fileName, string data) =>
        running.PostAsync("/v1.0/bindings/blobs", new { operation, data, metadata = new { fileName } });

    private static async Task<string> ServeOneMailAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync(Ct);
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        await using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true, NewLine = "\r\n" };
        var heard = new StringBuilder();
        await writer.WriteLineAsync("220 ready");
        var inData = false;
        while (await reader.ReadLineAsync(Ct) is { } line)
        {
            heard.AppendLine(line);
            if (line == ".") inData = false;
            if (inData) continue;
            inData = line == "DATA";
            await writer.WriteLineAsync(line switch { "DATA" => "354 go", "QUIT" => "221 bye", _ => "250 ok" });
            if (line == "QUIT") break;
        }

        return heard.ToString();
    }
}
