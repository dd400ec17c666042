using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Tenants;

/// <summary>
/// The tables of a tenant, of every service, read as the tenant's own role: what it may not read is not there. Read for exports, at the
/// pace of whoever receives them.
/// </summary>
internal sealed class TenantTables(TenantDatabase database)
{
    private const int FlushBytes = 256 << 10;

    // What waits in an outbox is in a table of its own already.
    private const string NamesSql = """
        SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
        WHERE nspname = current_schema() AND relkind IN ('r', 'p') AND relname NOT LIKE '%\_outbox'
          AND has_table_privilege(pg_class.oid, 'SELECT')
        ORDER BY relname LIMIT 1000
        """;

    /// <summary>Their names, in order.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(TenantId tenant, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command(NamesSql);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var names = new List<string>();
        while (await rows.ReadAsync(ct)) names.Add(rows.GetString(0));
        return names;
    }

    /// <summary>
    /// Writes a table's rows, a JSON object a line, as of one moment. The last line is their number, so that a reader knows when the
    /// connection broke off.
    /// </summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="table">One of <see cref="NamesAsync"/>.</param>
    /// <param name="output">Takes the lines.</param>
    /// <param name="ct">Stops.</param>
    public async Task WriteAsync(TenantId tenant, string table, PipeWriter output, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await connection.AllowLongAsync(ct);
        await using var command = connection.Command($"SELECT row_to_json(t)::text FROM {Quoted(table)} t");
        await using var rows = await command.ExecuteReaderAsync(ct);
        var count = 0L;
        for (; await rows.ReadAsync(ct); count++)
        {
            WriteLine(output, rows.GetString(0));
            if (output.UnflushedBytes > FlushBytes) await output.FlushAsync(ct);
        }

        WriteLine(output, count.ToString(CultureInfo.InvariantCulture));
        await output.FlushAsync(ct);
    }

    private static void WriteLine(PipeWriter output, string text)
    {
        Encoding.UTF8.GetBytes(text, output);
        output.Write("\n"u8);
    }

    private static string Quoted(string table) => $"\"{table.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
