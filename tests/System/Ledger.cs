using Npgsql;
using Platform.Load.Sending;
using Platform.Local.Postgres;

namespace Platform.System.Tests;

/// <summary>What the platform has decided and raised for a tenant, read behind its back.</summary>
internal sealed class Ledger(Running platform, string tenant) : IAsyncDisposable
{
    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(PostgresUri.ToConnectionString(platform.Run.PostgresUri));
    private readonly GatewayClient gateway = platform.Gateway(tenant);

    /// <summary>Waits until every one of these events is decided, and checks that each was decided once and nothing else was.</summary>
    public async Task HasExactlyAsync(IReadOnlySet<string> ids)
    {
        List<DecidedEvent> decided = [];
        await Wait.UntilAsync(
            async () =>
            {
                await foreach (var line in Next(decided)) decided.Add(line);
                return decided.Count >= ids.Count;
            },
            $"{ids.Count} decisions");

        Assert.Empty(decided.GroupBy(line => line.Id).Where(lines => lines.Count() > 1).Select(lines => lines.Key));
        Assert.Empty(ids.Except(decided.Select(line => line.Id)));
        Assert.Equal(ids.Count, decided.Count);
    }

    /// <summary>Waits until every decision that someone must look at is counted into an alert, each exactly once.</summary>
    public async Task CountsEveryAlertOnceAsync()
    {
        var wanted = await NumberAsync("SELECT count(*) FROM {0}.decisions WHERE verdict <> 0");
        await Wait.UntilAsync(async () => await NumberAsync("SELECT count(*) FROM {0}.alert_hits") >= wanted, $"{wanted} alert hits");

        Assert.Equal(wanted, await NumberAsync("SELECT count(*) FROM {0}.alert_hits"));
        Assert.Equal(wanted, await NumberAsync("SELECT coalesce(sum((body->>'count')::bigint), 0)::bigint FROM {0}.alerts"));
        Assert.NotEqual(0, wanted);
    }

    public async ValueTask DisposeAsync()
    {
        gateway.Dispose();
        await source.DisposeAsync();
    }

    private IAsyncEnumerable<DecidedEvent> Next(List<DecidedEvent> seen) =>
        new DecisionReader(gateway).PageAsync(seen.Count == 0 ? 0 : seen[^1].Sequence, Running.Stop);

    private async Task<long> NumberAsync(string sql)
    {
        await using var command = source.CreateCommand(string.Format(null, sql, $"\"t:{tenant}\""));
        return (long)(await command.ExecuteScalarAsync(Running.Stop) ?? 0L);
    }
}
