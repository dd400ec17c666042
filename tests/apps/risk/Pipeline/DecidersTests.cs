using System.Net.Http.Json;
using Npgsql;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Risk.Tests.Pipeline;

public sealed class DecidersTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("model_activations")]
    [InlineData("list_position")]
    public async Task Tenant_whose_model_or_lists_take_long_to_load_holds_up_no_other(string table)
    {
        await using var host = await RiskHost.StartAsync();
        await host.ScoreAsync(Traffic.One("first"));
        await host.CrashAsync();
        await host.StartAppAsync();
        await using var held = await host.ConnectAsync();
        await using var transaction = await held.BeginTransactionAsync(Ct);
        await ExecuteAsync(held, $"LOCK TABLE \"t:demo\".{table} IN ACCESS EXCLUSIVE MODE");

        var slow = host.ScoreAsync(Traffic.One("slow"));
        await using var watch = await host.ConnectAsync();
        var waiting = $"SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '\"t:demo\".{table}'::regclass";
        await Eventually.HoldsAsync(async () => await ExecuteAsync(watch, waiting) is 1L);
        using var other = await host.Client(Roles.Admin, "other").PostAsJsonAsync(
            "/risk/score", Traffic.One("x"), ContractsJson.Default.Transaction, Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct);

        Assert.True(other.IsSuccessStatusCode);
        Assert.False(slow.IsCompleted);
        await transaction.RollbackAsync(Ct);
        Assert.Equal("slow", (await slow).Id);
    }

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Ct);
    }
}
