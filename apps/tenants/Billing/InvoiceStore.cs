using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;
using Platform.Postgres;
using Platform.Tenants.Metering;

namespace Platform.Tenants.Billing;

/// <summary>A tenant's invoices; once there they stay as they are. Every method asks whose they are first.</summary>
internal sealed class InvoiceStore(TenantDatabase database)
{
    private const int MostListed = 120;

    // Waits until nobody is counting, and keeps everybody from it until the month is closed.
    private const string ClosingLock = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema(), 7))";

    private const string FindSql = "SELECT body FROM invoices WHERE month = $1";

    /// <summary>A month's invoice, or null.</summary>
    public async Task<Invoice?> FindAsync(TenantId tenant, Month month, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        return await FindAsync(connection, month, ct);
    }

    /// <summary>A month's invoice as it was printed when the month was closed, or null.</summary>
    public async Task<byte[]?> PrintAsync(TenantId tenant, Month month, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command("SELECT pdf FROM invoices WHERE month = $1");
        command.Parameters.Add(new() { Value = month.ToString() });
        return await command.ExecuteScalarAsync(ct) as byte[];
    }

    /// <summary>The latest invoices, the latest month first.</summary>
    public async Task<InvoiceList> ListAsync(TenantId tenant, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command("SELECT body FROM invoices ORDER BY month DESC LIMIT $1");
        command.Parameters.Add(new() { Value = MostListed });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var invoices = new List<Invoice>();
        while (await rows.ReadAsync(ct)) invoices.Add(Read(rows.GetString(0)));
        return new(invoices);
    }

    /// <summary>Closes a month: what is counted by then is on its invoice, and what comes later counts for after it.</summary>
    /// <param name="tenant">Whose month.</param>
    /// <param name="month">The month; it is over.</param>
    /// <param name="make">Makes the invoice from the month's units by meter.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The invoice; the first one when the month was closed before.</returns>
    public async Task<Invoice> CloseAsync(
        TenantId tenant, Month month, Func<IReadOnlyDictionary<UsageMeter, long>, Invoice> make, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using (var turn = connection.Command(ClosingLock)) await turn.ExecuteNonQueryAsync(ct);
        if (await FindAsync(connection, month, ct) is { } closed) return closed;

        var invoice = make(await UsageStore.OfMonthAsync(connection, month, ct));
        await connection.CommitAfterAsync(Insert(month, invoice), ct);
        return invoice;
    }

    private static NpgsqlBatchCommand Insert(Month month, Invoice invoice) =>
        new("INSERT INTO invoices (month, closed_until, body, pdf) VALUES ($1, $2, $3, $4)")
        {
            Parameters =
            {
                new() { Value = month.ToString() },
                new() { Value = month.End },
                new() { NpgsqlDbType = NpgsqlDbType.Json, Value = JsonSerializer.Serialize(invoice, ContractsJson.Default.Invoice) },
                new() { Value = InvoicePrint.Pdf(invoice) },
            },
        };

    private static async Task<Invoice?> FindAsync(TenantConnection connection, Month month, CancellationToken ct)
    {
        await using var command = connection.Command(FindSql);
        command.Parameters.Add(new() { Value = month.ToString() });
        return await command.ExecuteScalarAsync(ct) is string body ? Read(body) : null;
    }

    private static Invoice Read(string body) =>
        JsonSerializer.Deserialize(body, ContractsJson.Default.Invoice) ?? throw new JsonException("The stored invoice is null.");
}
