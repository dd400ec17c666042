using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Npgsql;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Local;
using Platform.Local.Launcher;
using Platform.Local.Postgres;

namespace Platform.Risk.Tests;

/// <summary>The real service on a real port, with a sidecar and a database that outlive it, so that it can crash and come back.</summary>
internal sealed class RiskHost : IAsyncDisposable
{
    private const string AppToken = "the sidecar's token";

    private const string Components = """
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: { name: pubsub }
        spec: { type: pubsub.in-memory, version: v1, metadata: [] }
        ---
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: { name: statestore }
        spec: { type: state.in-memory, version: v1, metadata: [] }
        ---
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: { name: other }
        spec: { type: state.in-memory, version: v1, metadata: [] }
        """;

    private static readonly string Key = Convert.ToBase64String(Enumerable.Range(1, 32).Select(i => (byte)i).ToArray());
    private readonly string postgres;
    private readonly int port;
    private readonly Dictionary<string, string> settings;
    private App? app;
    private long choices;
    private App? replica;

    private RiskHost(string postgres, int port, LocalHost sidecar, Dictionary<string, string> settings) =>
        (this.postgres, this.port, Sidecar, this.settings) = (postgres, port, sidecar, settings);

    public LocalHost Sidecar { get; }

    public string Rules { get; } = Directory.CreateTempSubdirectory("rules-").FullName;

    public string Features { get; } = Directory.CreateTempSubdirectory("features-").FullName;

    public IServiceProvider Services => app!.Services;

    public static async Task<RiskHost> StartAsync(Dictionary<string, string>? settings = null)
    {
        var ct = TestContext.Current.CancellationToken;
        var server = await EmbeddedPostgres.SharedForTestsAsync();
        var port = FreePort.Take();
        var sidecar = await LocalHost.StartAsync(
            new() { Apps = [new("risk", port), new("ingest")], Resources = [Components], AppApiToken = AppToken }, ct);
        var host = new RiskHost(await server.NewDatabaseAsync(ct), port, sidecar, settings ?? []);
        Copy("rules", host.Rules);
        Copy("features", host.Features);

        await host.StartAppAsync();
        return host;
    }

    public async Task StartAppAsync()
    {
        app = Listening(port);
        await Eventually.HoldsAsync(() => Sidecar.IsUp("risk"));
    }

    /// <summary>A second replica on the same database and sidecar, until the service ends.</summary>
    public HttpClient StartReplica()
    {
        var other = FreePort.Take();
        replica = Listening(other);
        return Client(at: other);
    }

    /// <summary>Ends the service with nothing written that was not durable already.</summary>
    public async Task CrashAsync() => await app!.DisposeAsync();

    /// <summary>Makes the log look as a crash leaves it that came between a decision and its announcement.</summary>
    public async Task ForgetAnnouncedAsync(long after)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand("UPDATE \"t:demo\".announced SET sequence = $1", connection);
        command.Parameters.Add(new() { Value = after });
        Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Scores an event.</summary>
    public async Task<Decision> ScoreAsync(Transaction transaction)
    {
        var ct = TestContext.Current.CancellationToken;
        using var answer = await Client().PostAsJsonAsync("/risk/score", transaction, ContractsJson.Default.Transaction, ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.Decision, ct))!;
    }

    /// <summary>Saves a draft of rules that is sound.</summary>
    public async Task<RuleSetView> DraftAsync(string text)
    {
        var ct = TestContext.Current.CancellationToken;
        using var saved = await Client().PutAsJsonAsync("/rules/draft", new RuleText(text), ContractsJson.Default.RuleText, ct);
        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        return (await saved.Content.ReadFromJsonAsync(ContractsJson.Default.RuleSetView, ct))!;
    }

    /// <summary>Puts rules in force.</summary>
    public async Task<RuleSetView> ActivateAsync(string text)
    {
        var draft = await DraftAsync(text);
        using var active = await Client().PostAsJsonAsync(
            "/rules/draft/activate", new(draft.Version), ContractsJson.Default.RuleChoice, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, active.StatusCode);
        return draft;
    }

    /// <summary>The registry's call that gives a model here.</summary>
    public async Task<HttpResponseMessage> KeepModelAsync(string version, byte[] file, string tenant = "demo")
    {
        using var registry = Registry(tenant);
        return await registry.PutAsync(version, JsonOf(file), TestContext.Current.CancellationToken);
    }

    /// <summary>The registry's call that has a model decide, or none; each choice has the next number unless one is given.</summary>
    public async Task<HttpResponseMessage> TryChooseModelAsync(string version, long? sequence = null, string tenant = "demo")
    {
        using var registry = Registry(tenant);
        var choice = new ModelActivation(version, "tester", DateTimeOffset.UnixEpoch, "a test")
        {
            Sequence = sequence ?? ++choices, IsDeployed = false,
        };
        return await registry.PostAsJsonAsync(
            "activate", choice, ContractsJson.Default.ModelActivation, TestContext.Current.CancellationToken);
    }

    /// <summary>Has a model decide that was given here, or none.</summary>
    public async Task ChooseModelAsync(string version)
    {
        using var active = await TryChooseModelAsync(version);
        Assert.Equal(HttpStatusCode.NoContent, active.StatusCode);
    }

    /// <summary>Gives a model here.</summary>
    public async Task<string> AddModelAsync(byte[] file)
    {
        var version = Convert.ToHexStringLower(SHA256.HashData(file))[..12];
        using var kept = await KeepModelAsync(version, file);
        Assert.Equal(HttpStatusCode.NoContent, kept.StatusCode);
        return version;
    }

    /// <summary>Gives a model here and has it decide.</summary>
    public async Task<string> InForceAsync(byte[] file)
    {
        var version = await AddModelAsync(file);
        await ChooseModelAsync(version);
        return version;
    }

    public static ByteArrayContent JsonOf(byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    /// <summary>Changes a row behind the service's back.</summary>
    public async Task AlterAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand($"SET search_path = \"t:demo\"; {sql}", connection);
        Assert.NotEqual(0, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The database itself, past the service.</summary>
    public async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(PostgresConnectionString.Parse(postgres).ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    public HttpClient Client(string? role = Roles.Admin, string tenant = "demo", int? at = null)
    {
        var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{at ?? port}") };
        if (role is null) return client;

        var tokens = new DevelopmentTokens(Convert.FromBase64String(Key), TimeProvider.System);
        var token = tokens.Issue(new("tester", tenant, [role], TimeSpan.FromHours(1)));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private HttpClient Registry(string tenant)
    {
        var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}/internal/for/{tenant}/ml/models/") };
        client.DefaultRequestHeaders.Add("dapr-api-token", AppToken);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (replica is not null) await replica.DisposeAsync();
        await app!.DisposeAsync();
        await Sidecar.DisposeAsync();
        Directory.Delete(Rules, recursive: true);
        Directory.Delete(Features, recursive: true);
    }

    private App Listening(int at)
    {
        var started = new App(this);
        started.UseKestrel(at);
        started.StartServer();
        return started;
    }

    private static void Copy(string folder, string to)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, folder)))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private sealed class App(RiskHost host) : WebApplicationFactory<RiskOptions>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseSetting("DAPR_HTTP_PORT", $"{host.Sidecar.HttpEndpoint("risk").Port}");
            builder.UseSetting("APP_API_TOKEN", AppToken);
            builder.UseSetting("PLATFORM_DEV_KEY", Key);
            builder.UseSetting("PLATFORM_POSTGRES", host.postgres);
            builder.UseSetting("Risk:RulesPath", host.Rules);
            builder.UseSetting("Risk:FeaturesPath", host.Features);
            foreach (var (key, value) in host.settings) builder.UseSetting(key, value);
        }
    }
}

