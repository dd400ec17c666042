using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Platform.Contracts;

namespace Platform.Gateway.Tests;

/// <summary>A gateway of its own for each test, with one service behind it that answers as the test says.</summary>
public abstract class GatewayTest : IAsyncLifetime
{
    protected const string Json = "application/json";
    protected const string Lines = "application/x-ndjson";
    protected const string Event = """{"id":"tx-1"}""";
    protected static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private protected StubService stub = null!;
    private protected Service<GatewayOptions> service = null!;

    public async ValueTask InitializeAsync()
    {
        stub = await StubService.StartAsync();
        string[] apps = ["ingest", "risk", "alerts", "workflows", "models", "audit"];
        service = await Service<GatewayOptions>.StartAsync(
            new("gateway")
            {
                OtherApps = apps.ToDictionary(app => app, _ => stub.Port),
                Settings = new()
                {
                    ["Gateway:BodyGraceSeconds"] = "2",
                    ["Gateway:TenantBurst"] = "20",
                    ["Gateway:KeyBurst"] = "5",
                    ["Gateway:KeyRequestsPerSecond"] = "1",
                    ["Gateway:TenantRequestsPerSecond"] = "1",
                },
            },
            None);
        await Eventually.HoldsAsync(() => Array.TrueForAll(apps, service.Host.IsUp));
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await stub.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected static Task AcceptAll(Received call, HttpContext context)
    {
        context.Response.StatusCode = 202;
        var lines = call.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        return context.Response.WriteAsJsonAsync(new IngestResult(lines, 0, []), None);
    }

    protected async Task<HttpResponseMessage> Get(string path)
    {
        using var client = service.Client();
        return await client.GetAsync(path, None);
    }

    protected async Task<HttpResponseMessage> Send(string body, string type, string path = "/api/v1/transactions")
    {
        using var client = service.Client();
        using var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return await client.PostAsync(path, content, None);
    }

    protected static async Task<HttpStatusCode> StatusOf(HttpClient client, string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), path);
        request.Content = method is "POST" ? new StringContent(Event, Encoding.UTF8, Json) : null;
        using var response = await client.SendAsync(request, None);
        return response.StatusCode;
    }
}
