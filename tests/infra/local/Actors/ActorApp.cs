using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Platform.Local.Tests.Sidecar;

namespace Platform.Local.Tests.Actors;

/// <summary>What the sidecar asked of an actor.</summary>
internal sealed record Turn(string Verb, string Path, string Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>An app that hosts actors, with the sidecar <c>a</c> that calls them from outside and its own, <c>b</c>.</summary>
internal sealed class ActorApp : IAsyncDisposable
{
    private readonly ConcurrentQueue<Turn> turns = new();
    private readonly string config;
    private TestApp? app;

    private ActorApp(string config, ManualTime time) => (this.config, Time) = (config, time);

    public ManualTime Time { get; }

    public LocalHost Host { get; private set; } = null!;

    /// <summary>The sidecar of an app that hosts nothing.</summary>
    public HttpClient Outside { get; private set; } = null!;

    /// <summary>The sidecar of the app that hosts the actors.</summary>
    public HttpClient Own { get; private set; } = null!;

    /// <summary>What the app does in a turn; without it, the answer is 200 and nothing.</summary>
    public Func<Turn, HttpContext, Task> Do { get; set; } = (_, _) => Task.CompletedTask;

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public IReadOnlyList<Turn> Turns => [.. turns];

    public static async Task<ActorApp> StartAsync(
        string config = """{"entities":["T"]}""", Func<LocalHostOptions, LocalHostOptions>? options = null, ManualTime? time = null)
    {
        var actors = new ActorApp(config, time ?? new ManualTime());
        await actors.ListenAsync();
        var all = new LocalHostOptions
        {
            Apps = [new LocalApp("a"), new LocalApp("b", actors.app!.Port)], Resources = [ActorStores.InMemory], Time = actors.Time,
        };
        await actors.ServeAsync(options?.Invoke(all) ?? all);
        await Eventually.HoldsAsync(() => actors.Host.IsUp("b"));
        return actors;
    }

    /// <summary>The sidecars end, and others begin on what the stores still hold; the app, which is away, is expected on a port.</summary>
    public async Task RestartHostAsync(LocalHostOptions options, int port)
    {
        await Host.DisposeAsync();
        await ServeAsync(options with { Apps = [new LocalApp("a"), new LocalApp("b", port)], Time = Time });
    }

    /// <summary>How many timers of the host fire in so long; a test sees from it that something has begun to wait.</summary>
    public int WaitingFor(TimeSpan span) => Time.Due.Count(due => due == Time.GetUtcNow() + span);

    /// <summary>The app's process goes.</summary>
    public async Task<int> StopAppAsync()
    {
        var port = app!.Port;
        await app.DisposeAsync();
        app = null;
        await Eventually.HoldsAsync(() => !Host.IsUp("b"));
        return port;
    }

    public async Task StartAppAsync(int port)
    {
        await ListenAsync(port);
        await Eventually.HoldsAsync(() => Host.IsUp("b"));
    }

    public Task<HttpResponseMessage> CallAsync(string path, string body = "", HttpClient? from = null, string? chain = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/v1.0/actors/{path}") { Content = new StringContent(body) };
        if (chain is not null) request.Headers.Add("Dapr-Reentrancy-Id", chain);
        return (from ?? Outside).SendAsync(request, Ct);
    }

    /// <summary>Waits until the app got so many calls that end so, while the host's clock runs.</summary>
    public async Task<IReadOnlyList<Turn>> CalledAsync(string pathEnd, int count = 1)
    {
        await UntilAsync(() => Of(pathEnd).Count >= count, $"{count} calls of {pathEnd}");
        return Of(pathEnd);
    }

    public IReadOnlyList<Turn> Of(string pathEnd) => [.. turns.Where(turn => turn.Path.EndsWith(pathEnd, StringComparison.Ordinal))];

    /// <summary>Waits for a condition while the host's clock runs.</summary>
    public Task UntilAsync(Func<bool> condition, string what) =>
        Eventually.HoldsAsync(condition, what, () => Time.Advance(TimeSpan.FromMilliseconds(100)));

    /// <summary>The answer is Dapr's error with this status and code.</summary>
    public static async Task<string> RefusedAsync(Task<HttpResponseMessage> call, int status, string code)
    {
        using var answer = await call;
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.Equal((status, code), ((int)answer.StatusCode, (string?)JsonNode.Parse(text)?["errorCode"]));
        return (string)JsonNode.Parse(text)!["message"]!;
    }

    public async ValueTask DisposeAsync()
    {
        Outside.Dispose();
        Own.Dispose();
        await Host.DisposeAsync();
        if (app is not null) await app.DisposeAsync();
    }

    private async Task ServeAsync(LocalHostOptions options)
    {
        Host = await LocalHost.StartAsync(options, Ct);
        Outside = new HttpClient { BaseAddress = Host.HttpEndpoint("a") };
        Own = new HttpClient { BaseAddress = Host.HttpEndpoint("b") };
    }

    private async Task ListenAsync(int port = 0) => app = await TestApp.StartAsync(AnswerAsync, port, asked: AskedAsync);

    private Task AskedAsync(HttpContext context)
    {
        if (context.Request.Path == "/dapr/config") return context.Response.WriteAsync(config, Ct);
        context.Response.StatusCode = 404;
        return Task.CompletedTask;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString());
        var turn = new Turn(
            context.Request.Method, TestApp.Target(context), body, headers.ToDictionary(StringComparer.OrdinalIgnoreCase));
        turns.Enqueue(turn);
        await Do(turn, context);
    }
}
