using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Contracts;
using Platform.Load.Sending;

namespace Platform.Bench.Scenarios;

/// <summary>
/// Audit events from the topic to signed entries in PostgreSQL: published in bulk as services do, as fast as the broker takes them; the
/// clock stops when the last one is in the log.
/// </summary>
internal sealed class AuditAppend : IScenario
{
    private const int Bulk = 500;
    private const int Senders = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public string Name => "audit";

    public string Purpose => "audit events published, chained, signed and stored";

    public async Task RunAsync(Stage stage, CancellationToken ct)
    {
        var run = await stage.PlatformAsync(ct);
        using var gateway = await stage.GatewayAsync(ct);
        using var http = new HttpClient { BaseAddress = run.SidecarUri("gateway") };
        http.DefaultRequestHeaders.Add("dapr-api-token", run.DaprApiToken);
        var before = await SizeAsync(gateway, ct);
        var warm = stage.Quick ? 5_000 : 50_000;
        await SendAsync(http, 0, warm, ct);
        await ReachAsync(gateway, before + warm, ct);

        var count = stage.Quick ? 20_000 : 300_000;
        var started = Stopwatch.GetTimestamp();
        await SendAsync(http, warm, count, ct);
        var published = Stopwatch.GetElapsedTime(started);
        await ReachAsync(gateway, before + warm + count, ct);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        stage.Say($"{count:N0} published in {published.TotalSeconds:0.0} s, in the log after {seconds:0.0} s");
        stage.Figures.Set("audit_eps", count / seconds);
    }

    private static async Task SendAsync(HttpClient http, int first, int count, CancellationToken ct)
    {
        var next = first;
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(SendSomeAsync, ct)));

        async Task SendSomeAsync()
        {
            for (var at = Interlocked.Add(ref next, Bulk) - Bulk; at < first + count; at = Interlocked.Add(ref next, Bulk) - Bulk)
            {
                var body = JsonSerializer.SerializeToUtf8Bytes(new JsonArray([.. Enumerable.Range(at, Bulk).Select(Entry)]));
                while (!await TakenAsync(http, body, ct)) await Task.Delay(Pause, ct);
            }
        }
    }

    // The broker's queue is bounded: when it is full it says so, and the sender waits.
    private static async Task<bool> TakenAsync(HttpClient http, byte[] body, CancellationToken ct)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await http.PostAsync(new Uri("/v1.0/publish/bulk/pubsub/audit", UriKind.Relative), content, ct);
        return answer.IsSuccessStatusCode;
    }

    private static JsonObject Entry(int i)
    {
        var time = TimeProvider.System.GetUtcNow();
        var e = new AuditEvent
        {
            Id = $"bench-{i}",
            Time = time,
            Actor = $"user-{i % 100}",
            ActorKind = ActorKind.User,
            Action = "POST /imports/{id}/pause",
            ObjectType = "imports",
            ObjectId = $"import-{i % 1_000}",
            Result = AuditResult.Allowed,
            TraceId = Guid.NewGuid().ToString("N"),
        };
        return new()
        {
            ["entryId"] = $"{i}",
            ["contentType"] = "application/cloudevents+json",
            ["event"] = new JsonObject
            {
                ["specversion"] = "1.0",
                ["id"] = e.Id,
                ["source"] = "bench",
                ["type"] = "platform.audit",
                ["time"] = time,
                ["tenantid"] = Stage.Tenant,
                ["data"] = JsonSerializer.SerializeToNode(e, ContractsJson.Default.AuditEvent),
            },
        };
    }

    private static async Task ReachAsync(GatewayClient gateway, long size, CancellationToken ct)
    {
        while (await SizeAsync(gateway, ct) < size) await Task.Delay(Pause, ct);
    }

    private static async Task<long> SizeAsync(GatewayClient gateway, CancellationToken ct)
    {
        using var answer = await gateway.SendAsync(new(HttpMethod.Get, "audit?limit=1"), ct);
        await GatewayClient.EnsureAsync(answer, ct);
        var page = await answer.Content.ReadFromJsonAsync(ContractsJson.Default.AuditPage, ct);
        return page?.Items is [var newest, ..] ? newest.Sequence : 0;
    }
}
