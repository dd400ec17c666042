using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Platform.Load.Sending;

namespace Platform.Load.Tests.Sending;

/// <summary>Speaks the gateway's protocol on a free port, and does as the test says.</summary>
internal sealed class GatewayStub : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> faults = new();

    private GatewayStub(WebApplication app) => this.app = app;

    public ConcurrentDictionary<string, JsonElement> Events { get; } = new();

    /// <summary>Ids in the order of their arrival.</summary>
    public ConcurrentQueue<string> Order { get; } = new();

    public ConcurrentQueue<int> ChunkSizes { get; } = new();

    public ConcurrentQueue<string?> LastEventIds { get; } = new();

    public ConcurrentQueue<string?> Tokens { get; } = new();

    public Func<int, HttpContext, Task> Live { get; set; } = (_, _) => Task.CompletedTask;

    public Func<long, int, IEnumerable<string>> Decisions { get; set; } = (_, _) => [];

    public Uri Address => new(app.Urls.First());

    public GatewayClient Client() => new(new() { Gateway = Address, Token = () => "secret" });

    /// <summary>The next POST is answered by this instead.</summary>
    public void Next(Func<HttpContext, Task> fault) => faults.Enqueue(fault);

    public static async Task<GatewayStub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var stub = new GatewayStub(app);
        app.MapPost("/api/v1/transactions", stub.TakeAsync);
        app.MapGet("/api/v1/decisions", stub.WriteDecisionsAsync);
        app.MapGet("/api/v1/alerts/live", stub.WriteAlertsAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return stub;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        Tokens.Enqueue(http.Request.Headers.Authorization);
        if (faults.TryDequeue(out var fault)) await fault(http);
        else await http.Response.WriteAsync(await KeepAsync(http));
    }

    /// <summary>Keeps the events of a request and says how many are new.</summary>
    public async Task<string> KeepAsync(HttpContext http)
    {
        Assert.Equal("application/x-ndjson", http.Request.ContentType);
        var (accepted, duplicates) = (0, 0);
        using var reader = new StreamReader(http.Request.Body);
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            var json = JsonDocument.Parse(line).RootElement;
            var id = json.GetProperty("id").GetString()!;
            var isNew = Events.TryAdd(id, json);
            if (isNew) Order.Enqueue(id);
            _ = isNew ? accepted++ : duplicates++;
        }

        ChunkSizes.Enqueue(accepted + duplicates);
        http.Response.ContentType = "application/json";
        return $$"""{"accepted":{{accepted}},"duplicates":{{duplicates}},"rejected":[]}""";
    }

    private async Task WriteDecisionsAsync(HttpContext http, long after, int limit)
    {
        foreach (var line in Decisions(after, limit)) await http.Response.WriteAsync(line + "\n");
    }

    private async Task WriteAlertsAsync(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        LastEventIds.Enqueue(http.Request.Headers["Last-Event-ID"].FirstOrDefault());
        await Live(LastEventIds.Count, http);
    }
}
