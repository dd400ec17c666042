using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Platform.Contracts;
using Platform.Local.Postgres;

namespace Platform.Postgres.Tests;

/// <summary>An empty database of the shared test server, and what services see of it.</summary>
internal sealed class TestDatabase(string uri) : IDisposable
{
    private readonly List<TenantDatabase> opened = [];

    public string Uri => uri;

    public static async Task<TestDatabase> CreateAsync()
    {
        var server = await EmbeddedPostgres.SharedForTestsAsync();
        return new(await server.NewDatabaseAsync(TestContext.Current.CancellationToken));
    }

    public TenantDatabase As(string service, DatabaseOptions? limits = null)
    {
        var migrations = MigrationSet.Of(service, typeof(TestDatabase).Assembly);
        var database = new TenantDatabase(
            ConnectionText.Parse(uri), migrations, limits ?? new(), TimeProvider.System, NullLogger.Instance);
        opened.Add(database);
        return database;
    }

    /// <summary>Runs a statement as the login user, past all tenants.</summary>
    public async Task<object?> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionText.Parse(uri).ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        foreach (var database in opened)
            database.Dispose();
    }
}

internal static class Statements
{
    public static async Task<object?> RunAsync(this TenantDatabase database, string tenant, string sql)
    {
        await using var connection = await database.OpenAsync(new TenantId(tenant), TestContext.Current.CancellationToken);
        await using var command = connection.Command(sql);
        var result = await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
        await connection.CommitAsync(TestContext.Current.CancellationToken);
        return result;
    }
}
