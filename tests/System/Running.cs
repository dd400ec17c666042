using System.Net.Http.Headers;
using Npgsql;
using Platform.Hosting;
using Platform.Load.Sending;
using Platform.Local.Launcher;
using Platform.Postgres;

namespace Platform.System.Tests;

/// <summary>The whole platform of <c>dapr.yaml</c> on a data folder of its own, and the ways to talk to it.</summary>
internal sealed class Running(PlatformRun run) : IAsyncDisposable
{
    private readonly DevelopmentTokens tokens = new(Convert.FromBase64String(run.DevelopmentKey), TimeProvider.System);

    public PlatformRun Run => run;

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<Running> StartAsync(string profile, string folder)
    {
        var run = await PlatformRun.StartAsync(new RunOptions { Profile = profile, DataDirectory = folder, Durable = false }, Stop);
        try
        {
            await run.WaitReadyAsync(Stop);
            return new(run);
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client of the public API, signed in for a tenant; with every right unless a role is named.</summary>
    public HttpClient Client(string tenant, string role = Roles.Admin) => new()
    {
        BaseAddress = new(run.GatewayUri, "/api/v1/"),
        Timeout = TimeSpan.FromSeconds(15),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Token(tenant, role)) },
    };

    public GatewayClient Gateway(string tenant) => new(new() { Gateway = run.GatewayUri, Token = () => Token(tenant) });

    public string Token(string tenant, string role = Roles.Admin) =>
        tokens.Issue(new("system-tests", tenant, [role], TimeSpan.FromHours(1)));

    /// <summary>Kills an app and waits until the launcher has it up again.</summary>
    public async Task KillAsync(string appId)
    {
        var before = Status(appId).Restarts;
        run.Kill(appId);
        await Eventually.HoldsAsync(() => Status(appId) is { State: AppState.Up } now && now.Restarts > before, $"{appId} is up again");
    }

    /// <summary>Has an event of an id scored; a tenant or key that is new may not be known everywhere yet.</summary>
    public static Task ScoredAsync(HttpClient member, string id) => Eventually.HoldsAsync(
        async () => (await member.PostAsync("risk/score", Samples.Body(id), Stop)).IsSuccessStatusCode, $"{id} is scored");

    /// <summary>Asks the database itself for a number, past all tenants.</summary>
    public async Task<long> CountAsync(string sql, params object[] parameters)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionText.Parse(run.PostgresUri).ConnectionString);
        await using var command = source.CreateCommand(sql);
        foreach (var value in parameters) command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync(Stop) is long count ? count : -1;
    }

    public ValueTask DisposeAsync() => run.DisposeAsync();

    private AppStatus Status(string appId) => run.Apps.Single(app => app.AppId == appId);
}

