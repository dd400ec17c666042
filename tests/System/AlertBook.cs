using Npgsql;
using Platform.Local.Postgres;

namespace Platform.System.Tests;

/// <summary>A tenant's alerts and decisions, counted in the database behind the platform's back.</summary>
internal sealed class AlertBook(string postgres, string tenant) : IAsyncDisposable
{
    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(PostgresConnectionString.Parse(postgres));

    /// <summary>Waits until every decision that someone must look at is counted into an alert, and checks that each is once.</summary>
    public async Task CountsEachOnceAsync()
    {
        var wanted = await NumberAsync("SELECT count(*) FROM {0}.decisions WHERE verdict <> 0");
        Assert.NotEqual(0, wanted);
        await Eventually.HoldsAsync(
            async () => await NumberAsync("SELECT count(*) FROM {0}.alert_hits") >= wanted, $"{wanted} alerts counted");

        Assert.Equal(wanted, await NumberAsync("SELECT count(*) FROM {0}.alert_hits"));
        Assert.Equal(wanted, await NumberAsync("SELECT coalesce(sum((body->>'count')::bigint), 0)::bigint FROM {0}.alerts"));
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private async Task<long> NumberAsync(string sql)
    {
        await using var command = source.CreateCommand(string.Format(null, sql, $"\"t:{tenant}\""));
        return (long)(await command.ExecuteScalarAsync(Running.Stop) ?? 0L);
    }
}
