using System.Runtime.Versioning;
using Npgsql;
using Platform.Local.Postgres;

namespace Platform.Local.Tests.Postgres;

/// <summary>The server's life on real processes and files.</summary>
[SupportedOSPlatform("linux")]
public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("platform-postgres-test-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Data_survives_a_stop_a_crash_and_a_new_host()
    {
        await using (var first = await StartAsync())
        {
            await RunAsync(first.ConnectionString, "CREATE TABLE t (n int); INSERT INTO t VALUES (1)");
            await first.StopAsync();
            Assert.False(first.IsRunning);
            await first.StartAgainAsync(Ct);
            await RunAsync(first.ConnectionString, "INSERT INTO t VALUES (2)");
            await first.KillAsync();
            await first.StartAgainAsync(Ct);
            Assert.True(first.MemoryBytes > 1 << 20);
        }

        await using var second = await StartAsync();
        Assert.Equal(3L, await RunAsync(second.ConnectionString, "SELECT sum(n) FROM t"));
        const string encoding =
            "SELECT current_setting('server_encoding') || ' ' || datcollate FROM pg_database WHERE datname = 'platform'";
        Assert.Equal("UTF8 C", await RunAsync(second.Uri, encoding));
    }

    [Fact]
    public async Task A_server_that_a_killed_host_left_running_is_taken_over()
    {
        await using var left = await StartAsync();
        await RunAsync(left.ConnectionString, "CREATE TABLE t (n int)");

        await using var next = await StartAsync();

        Assert.False(left.IsRunning);
        Assert.Equal(0L, await RunAsync(next.ConnectionString, "SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task A_stale_process_file_that_names_another_process_is_no_obstacle()
    {
        await using (await StartAsync())
        {
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "postgres", "cluster", "postmaster.pid"), $"{Environment.ProcessId}\n", Ct);

        await using var again = await StartAsync();
        Assert.True(again.IsRunning);
    }

    [Fact]
    public async Task The_password_is_needed_and_readable_by_its_owner_only()
    {
        await using var postgres = await StartAsync();

        var wrong = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Password = "wrong" }.ConnectionString;
        await Assert.ThrowsAsync<PostgresException>(() => RunAsync(wrong, "SELECT 1"));
        var mode = File.GetUnixFileMode(Path.Combine(folder, "postgres", "password"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
    }

    [Fact]
    public async Task Each_test_gets_a_database_of_its_own_from_the_shared_server()
    {
        var shared = await EmbeddedPostgres.SharedForTestsAsync();
        var one = await shared.NewDatabaseAsync(Ct);
        var other = await shared.NewDatabaseAsync(Ct);

        await RunAsync(one, "CREATE TABLE t (n int)");

        await Assert.ThrowsAsync<PostgresException>(() => RunAsync(other, "SELECT * FROM t"));
    }

    private Task<EmbeddedPostgres> StartAsync() =>
        EmbeddedPostgres.StartAsync(new PostgresOptions { DataDirectory = folder, Durable = false }, Ct);

    private static async Task<object?> RunAsync(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(PostgresConnectionString.Parse(connection));
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Ct);
    }
}
