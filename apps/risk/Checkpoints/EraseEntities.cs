using Platform.Contracts;
using Platform.Postgres;
using Platform.Scoring;

namespace Platform.Risk.Checkpoints;

/// <summary>Removes a tenant's entities, position and model from the state store. Which entities there are, the log says.</summary>
internal sealed class EraseEntities(TenantDatabase database, EntityStateStore states)
{
    private const int AtOnce = 500;

    private const string EntitiesSql = """
        SELECT DISTINCT $1, account FROM decisions
        UNION SELECT DISTINCT CASE WHEN kind = $5 THEN $2 ELSE $1 END, counterparty FROM decisions
        UNION SELECT DISTINCT CASE WHEN kind = $5 THEN $3 ELSE $4 END, currency FROM decisions
        """;

    public async Task<IReadOnlyList<ErasedItem>> HandleAsync(TenantId tenant, CancellationToken ct)
    {
        var stored = states.Of(tenant);
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command(EntitiesSql);
        EntityKind[] kinds = [EntityKind.Account, EntityKind.Terminal, EntityKind.PaymentMarket, EntityKind.TransferMarket];
        foreach (var kind in kinds) command.Parameters.Add(new() { Value = (int)kind });
        command.Parameters.Add(new() { Value = (short)TransactionKind.Payment });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var (count, names) = (0L, new List<EntityName>(AtOnce));
        while (await rows.ReadAsync(ct))
        {
            names.Add(new((EntityKind)rows.GetInt32(0), rows.GetString(1)));
            count++;
            if (names.Count == AtOnce) await RemoveAsync(stored, names, ct);
        }

        await RemoveAsync(stored, names, ct);
        await stored.DeleteRestAsync(ct);
        return [new("risk", "entities in the state store", count)];
    }

    private static async Task RemoveAsync(EntityStates stored, List<EntityName> names, CancellationToken ct)
    {
        await stored.DeleteAsync(names, ct);
        names.Clear();
    }
}
