using Microsoft.Extensions.Logging;
using Platform.Local.Postgres;

namespace Platform.Local.Launcher;

/// <summary>Starts the parts of a run one after another.</summary>
/// <remarks>What was started is in <see cref="Steps"/>, so that a failure stops it again.</remarks>
internal sealed class RunBuilder(RunOptions options)
{
    private const string RedisProfile = "redis";

    private readonly Dictionary<string, string> variables = [];
    private Reaper? reaper;

    public RunSteps Steps { get; } = new();

    public DataFolder Data { get; } = DataFolder.Of(options.Root, options.DataDirectory);

    public IReadOnlyDictionary<string, string> Variables => variables;

    public EmbeddedPostgres? Postgres { get; private set; }

    public RedisServer? Redis { get; private set; }

    public IReadOnlyList<AppPlan> Plans { get; private set; } = [];

    /// <summary>Everything that can be wrong with files and ports is found here, before anything runs.</summary>
    public void Plan()
    {
        var apps = RunFileReader.Read(options.Root, Resources()).Apps;
        var gateway = apps.FirstOrDefault(app => app.AppId == "gateway") ?? apps[0];
        var fixedPorts = new Dictionary<string, int>(StringComparer.Ordinal);
        if (options.Port is { } port)
        {
            CheckFree(port);
            fixedPorts[gateway.AppId] = port;
        }

        Steps.Keep(Data.Take());
        // A run that was killed comes back where its callers look for it.
        if (options.Port is null && RunRecord.LeftBehind(Data)?.GatewayPort is { } before && FreePort.IsFree(before))
            fixedPorts[gateway.AppId] = before;

        foreach (var (name, value) in RunVariables.For(Data, options.Environment))
        {
            variables[name] = value;
        }

        Plans = AppPlan.For(apps, fixedPorts);
    }

    public async Task StartServersAsync(CancellationToken ct)
    {
        reaper = Steps.Keep(Reaper.Start());
        if (variables.Find(RunVariables.Postgres) is null)
        {
            var server = new PostgresOptions
            {
                DataDirectory = Data.Path,
                Durable = options.Durable,
                Notice = options.Notice,
                Reaper = reaper,
            };
            Postgres = Steps.Keep(await EmbeddedPostgres.StartAsync(server, ct));
            variables[RunVariables.Postgres] = Postgres.Uri;
        }

        if (options.Profile == RedisProfile && variables.Find(RunVariables.Redis) is null)
        {
            Redis = Steps.Keep(await RedisServer.StartAsync(Data, reaper, ct));
            variables[RunVariables.Redis] = Redis.Address;
        }
    }

    public async Task<LocalHost> StartHostAsync(CancellationToken ct)
    {
        var log = new LogFile(Data.Log("host"));
        var loggers = Steps.Keep(new HostLoggers(LoggerFactory.Create(logging => logging
            // A line per request would cost more than the request.
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddProvider(new LogFileLoggers(log, TimeProvider.System)))));
        return Steps.Keep(await LocalHost.StartAsync(HostOptions(loggers.Factory), ct));
    }

    public AppSet StartApps(LocalHost host)
    {
        var probe = new ReadinessProbe();
        var guard = reaper ?? throw new InvalidOperationException("the servers are started before the apps");
        var context = new RunnerContext(guard, probe, TimeProvider.System)
        {
            Restart = !options.NoRestart,
            Notice = options.Notice,
            Restarted = host.AppRestarted,
        };
        return Steps.Keep(new AppSet([.. Plans.Select(plan => new AppRunner(plan, plan.Variables(variables), LogOf(plan.App), context))]));
    }

    private LocalHostOptions HostOptions(ILoggerFactory loggers) => new()
    {
        Apps = [.. Plans.Select(plan => new LocalApp(plan.App.AppId, plan.AppPort)
        {
            HttpPort = plan.HttpPort,
            GrpcPort = plan.GrpcPort,
            MaxConcurrency = plan.App.MaxConcurrency,
            HealthPath = plan.App.HealthPath,
        })],
        ResourcesPaths = [.. Plans.SelectMany(plan => plan.App.ResourcesPaths).Distinct(StringComparer.Ordinal)],
        ConfigurationPaths = [.. Plans.Select(plan => plan.App.ConfigurationPath).OfType<string>().Distinct(StringComparer.Ordinal)],
        DaprApiToken = variables[RunVariables.DaprToken],
        AppApiToken = variables[RunVariables.AppToken],
        Environment = RunVariables.WithOurs(SigningSecrets.AddTo(variables, Data)),
        MaxBodyBytes = Plans.Max(plan => plan.App.MaxBodyBytes),
        Loggers = loggers,
    };

    private LogFile LogOf(RunApp app)
    {
        var log = new LogFile(Data.Log(app.AppId));
        if (options.Output is { } output && app.Logs != LogDestination.File)
        {
            log.Written += line => output($"== APP - {app.AppId} == {line}");
        }

        return log;
    }

    private IReadOnlyList<string>? Resources()
    {
        if (options.Profile is not { } profile)
        {
            return null;
        }

        var components = Path.Combine(options.Root, "components");
        var folder = Path.Combine(components, profile);
        if (Directory.Exists(folder))
        {
            return [folder];
        }

        if (!Directory.Exists(components))
        {
            throw new LaunchException($"{components} does not exist; run ./platform from the clone of the repository");
        }

        var names = string.Join(", ", Directory.GetDirectories(components).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        throw new LaunchException($"there is no profile '{profile}'; pass --profile with one of {names}");
    }

    private static void CheckFree(int port)
    {
        if (!FreePort.IsFree(port))
        {
            var who = PortOwner.Find(port) ?? "another program";
            throw new LaunchException($"port {port} is taken by {who}; pass another one: --port {FreePort.Take()}");
        }
    }
}

/// <summary>The loggers as a step of the run: closed after the host.</summary>
internal sealed class HostLoggers(ILoggerFactory factory) : IAsyncDisposable
{
    public ILoggerFactory Factory => factory;

    public ValueTask DisposeAsync()
    {
        factory.Dispose();
        return ValueTask.CompletedTask;
    }
}
