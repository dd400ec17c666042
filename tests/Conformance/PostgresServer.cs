using Npgsql;
using Platform.Local.Postgres;

namespace Platform.Conformance.Tests;

/// <summary>A database of its own on the embedded PostgreSQL that all tests of the process share.</summary>
internal sealed class PostgresServer(string uri) : IAsyncDisposable
{
    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(PostgresConnectionString.Parse(uri));

    public string Uri => uri;

    public static async Task<PostgresServer> StartAsync() =>
        new(await (await EmbeddedPostgres.SharedForTestsAsync()).NewDatabaseAsync(Rig.Stop));

    /// <summary>The first value of the first row.</summary>
    public async Task<object?> ValueAsync(string sql, string argument)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = argument });
        return await command.ExecuteScalarAsync(Rig.Stop);
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
