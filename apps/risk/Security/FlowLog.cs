using System.Buffers;
using Npgsql;
using Platform.Learning;
using Platform.Learning.Network;
using Platform.Postgres;

namespace Platform.Risk.Security;

/// <summary>The latest flows of a tenant, as features without addresses, in the order in which they came, to train its model on.</summary>
internal static class FlowLog
{
    /// <summary>Flows that a model is trained on at most; twice as many are kept.</summary>
    public const int Full = 8_192;

    private const string PositionSql = "SELECT first + count FROM flows ORDER BY first DESC LIMIT 1";
    private const string ReadSql = "SELECT first, count, bytes FROM flows WHERE first < $2 AND first + count > $1 ORDER BY first";
    private const string AppendSql = "INSERT INTO flows (first, count, bytes) VALUES ($1, $2, $3)";
    private const string ForgetSql = "DELETE FROM flows WHERE first < $1";

    /// <summary>How many flows there have been.</summary>
    public static async Task<long> PositionAsync(TenantConnection connection, CancellationToken ct)
    {
        await using var command = connection.Command(PositionSql);
        return await command.ExecuteScalarAsync(ct) is long position ? position : 0;
    }

    /// <summary>The flows of a stretch that are still there.</summary>
    public static async Task<List<FlowFeatures>> ReadAsync(TenantConnection connection, (long From, long To) stretch, CancellationToken ct)
    {
        await using var command = connection.Command(ReadSql);
        command.Parameters.Add(new() { Value = stretch.From });
        command.Parameters.Add(new() { Value = stretch.To });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var flows = new List<FlowFeatures>();
        while (await rows.ReadAsync(ct))
        {
            var (first, all) = (rows.GetInt64(0), Unpacked(rows.GetInt32(1), rows.GetFieldValue<byte[]>(2)));
            flows.AddRange(all.Where((_, i) => first + i >= stretch.From && first + i < stretch.To));
        }

        return flows;
    }

    /// <summary>Appends flows, and lets go of those that no training needs any more.</summary>
    public static async Task AppendAsync(
        TenantConnection connection, long position, IReadOnlyList<FlowFeatures> flows, CancellationToken ct)
    {
        if (flows.Count == 0) return;

        await using var batch = new NpgsqlBatch(connection.Connection, connection.Transaction)
        {
            BatchCommands =
            {
                new(AppendSql)
                {
                    Parameters = { new() { Value = position }, new() { Value = flows.Count }, new() { Value = Packed(flows) } },
                },
                new(ForgetSql) { Parameters = { new() { Value = position - 2 * Full } } },
            },
        };
        await batch.ExecuteNonQueryAsync(ct);
    }

    private static byte[] Packed(IReadOnlyList<FlowFeatures> flows)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var flow in flows) flow.Write(new(bytes));
        return bytes.WrittenSpan.ToArray();
    }

    private static List<FlowFeatures> Unpacked(int count, byte[] bytes)
    {
        var reader = new PackedReader(bytes);
        var flows = new List<FlowFeatures>(count);
        while (flows.Count < count) flows.Add(FlowFeatures.Load(ref reader));
        return flows;
    }
}
