using Npgsql;
using Platform.Local.Launcher;

namespace Platform.Local.Postgres;

/// <summary>A PostgreSQL server of our own, on a free loopback port; its data stays in the data folder, its password beside it.</summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const string DatabaseName = "platform";

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    private readonly PostgresOptions options;
    private readonly Reaper reaper;
    private readonly LogFile log;
    private PostgresFolder? folder;
    private ServerUser? user;
    private ChildProcess? server;
    private string password = "";

    private EmbeddedPostgres(PostgresOptions options)
    {
        this.options = options;
        reaper = options.Reaper ?? Reaper.Start();
        log = new LogFile(Path.Combine(options.DataDirectory, "logs", "postgres.log"));
    }

    /// <summary>The server's port; it stays the same through <see cref="StopAsync"/> and <see cref="StartAgainAsync"/>.</summary>
    public int Port { get; private set; }

    /// <summary>The database <c>platform</c> as <c>postgresql://user:password@127.0.0.1:port/platform</c>.</summary>
    public string Uri => UriOf(DatabaseName);

    /// <summary>The database <c>platform</c> as an Npgsql connection string.</summary>
    public string ConnectionString => ConnectionTo(DatabaseName);

    /// <summary>The server's process id; null while it is stopped.</summary>
    public int? ProcessId => IsRunning ? server?.Id : null;

    /// <summary>Whether the server process is there.</summary>
    public bool IsRunning => server?.Exited.IsCompleted == false;

    /// <summary>Memory of all its processes in bytes, shared pages counted once.</summary>
    public long MemoryBytes => server?.MemoryBytes ?? 0;

    /// <summary>Starts the server on the data folder, making both when they are not there.</summary>
    public static Task<EmbeddedPostgres> StartAsync(string dataDirectory, CancellationToken ct = default) =>
        StartAsync(new PostgresOptions { DataDirectory = dataDirectory }, ct);

    /// <inheritdoc cref="StartAsync(string, CancellationToken)"/>
    public static async Task<EmbeddedPostgres> StartAsync(PostgresOptions options, CancellationToken ct = default)
    {
        var postgres = new EmbeddedPostgres(options with { DataDirectory = Path.GetFullPath(options.DataDirectory) });
        try
        {
            await postgres.PrepareAsync(ct);
            await postgres.StartAgainAsync(ct);
            await postgres.CreateDatabaseAsync(DatabaseName, ct);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>One throw-away server for all tests of this process; it goes with the process.</summary>
    public static Task<EmbeddedPostgres> SharedForTestsAsync() => TestPostgres.Shared;

    /// <summary>Makes an empty database of a new name and answers its URI, so that a test has one to itself.</summary>
    public async Task<string> NewDatabaseAsync(CancellationToken ct = default)
    {
        var name = $"test_{Guid.NewGuid():n}";
        await CreateDatabaseAsync(name, ct);
        return UriOf(name);
    }

    /// <summary>Stops the server: clients are cut off, committed data is safe.</summary>
    public async Task StopAsync()
    {
        if (server is not null)
        {
            await server.StopAsync(Signal.Interrupt, StopPatience);
        }
    }

    /// <summary>Kills the server as a crash would.</summary>
    public async Task KillAsync()
    {
        if (server is not null)
        {
            await server.StopAsync(Signal.Kill, StopPatience);
        }
    }

    /// <summary>Starts the stopped server on the same port and data, and waits until it takes connections.</summary>
    public async Task StartAgainAsync(CancellationToken ct = default)
    {
        if ((folder, user) is not ({ } home, { } owner))
        {
            throw new InvalidOperationException("a server is started again only after it was started");
        }

        server?.Dispose();
        await new PostgresCluster(home, owner).FreeAsync(ct);
        var command = owner.Command([home.Program("postgres"), "-D", home.Cluster, .. PostgresSettings.For(Port, options.Durable)]);
        server = ChildProcess.Start(new CommandLine(command, home.Home), log, reaper);
        await WaitReadyAsync(server, ct);
    }

    /// <summary>Stops the server; the data stays.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        server?.Dispose();
        log.Dispose();
        if (options.Reaper is null)
        {
            await reaper.DisposeAsync();
        }
    }

    internal string ConnectionTo(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = PostgresCluster.UserName,
        Password = password,
        Database = database,
    }.ConnectionString;

    private string UriOf(string database) => $"postgresql://{PostgresCluster.UserName}:{password}@127.0.0.1:{Port}/{database}";

    private async Task PrepareAsync(CancellationToken ct)
    {
        user = ServerUser.Current();
        folder = await PostgresFolder.PrepareAsync(options, user, ct);
        password = await new PostgresCluster(folder, user).EnsureAsync(options.Notice, options.Durable, ct);
        Port = FreePort.Take();
    }

    // After a crash the server replays its log first, and refuses connections until it has.
    private async Task WaitReadyAsync(ChildProcess process, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(StartPatience);
        while (!await AnswersAsync(patience.Token))
        {
            if (process.Exited.IsCompleted || patience.IsCancellationRequested)
            {
                ct.ThrowIfCancellationRequested();
                throw new LaunchException($"PostgreSQL did not start ({log.Last(1).FirstOrDefault("no output")}); see {log.Path}");
            }

            await Task.WhenAny(process.Exited, Task.Delay(25, ct));
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken ct)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionTo("postgres") + ";Pooling=false;Timeout=5");
            await connection.OpenAsync(ct);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task CreateDatabaseAsync(string name, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(ConnectionTo("postgres") + ";Pooling=false");
        await connection.OpenAsync(ct);
        await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection)
        {
            Parameters = { new() { Value = name } },
        };
        if (await exists.ExecuteScalarAsync(ct) is null)
        {
            await using var create = new NpgsqlCommand($"CREATE DATABASE \"{name}\"", connection);
            await create.ExecuteNonQueryAsync(ct);
        }
    }
}
