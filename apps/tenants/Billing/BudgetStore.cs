using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Tenants.Billing;

/// <summary>A tenant's budget, and which parts of it were announced. Every method asks whose it is first.</summary>
internal sealed class BudgetStore(TenantDatabase database)
{
    private const string NoteSql = """
        INSERT INTO budget_alerts (month, percent, at) VALUES ($1, $2, $3) ON CONFLICT (month, percent) DO NOTHING
        """;

    private const string UnmailedSql = """
        SELECT percent FROM budget_alerts WHERE month = $1 AND mailed_at IS NULL ORDER BY percent LIMIT 1 FOR UPDATE SKIP LOCKED
        """;

    /// <summary>What the tenant wants to spend in a month at most; null for no budget.</summary>
    public async Task<decimal?> FindAsync(TenantId tenant, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command("SELECT monthly FROM budget");
        return await command.ExecuteScalarAsync(ct) is decimal monthly ? monthly : null;
    }

    /// <summary>Sets it. What was announced of a month stays announced.</summary>
    public async Task SetAsync(TenantId tenant, decimal? monthly, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command("UPDATE budget SET monthly = $1");
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Numeric, Value = (object?)monthly ?? DBNull.Value });
        await command.ExecuteNonQueryAsync(ct);
        await connection.CommitAsync(ct);
    }

    /// <summary>Notes that a part was reached; changes no row when that is known.</summary>
    public static NpgsqlBatchCommand Note(BudgetAlert alert) => new(NoteSql)
    {
        Parameters = { new() { Value = alert.Month }, new() { Value = alert.Percent }, new() { Value = alert.At } },
    };

    /// <summary>Mails what was announced of a month and not mailed yet; a row is locked meanwhile, so nobody else mails the same.</summary>
    public async Task MailAsync(TenantId tenant, Month month, Func<int, Task> send, CancellationToken ct)
    {
        var more = true;
        while (more)
        {
            await using var connection = await database.OpenAsync(tenant, ct);
            await using var command = connection.Command(UnmailedSql);
            command.Parameters.Add(new() { Value = month.ToString() });
            more = await command.ExecuteScalarAsync(ct) is int percent && await MailAsync(connection, (month, percent), send, ct);
        }
    }

    private static async Task<bool> MailAsync(
        TenantConnection connection, (Month Month, int Percent) part, Func<int, Task> send, CancellationToken ct)
    {
        await send(part.Percent);
        await connection.CommitAfterAsync(
            new("UPDATE budget_alerts SET mailed_at = now() WHERE month = $1 AND percent = $2")
            {
                Parameters = { new() { Value = part.Month.ToString() }, new() { Value = part.Percent } },
            },
            ct);
        return true;
    }
}
