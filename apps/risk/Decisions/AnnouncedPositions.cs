using Platform.Contracts;
using Platform.Metering;
using Platform.Postgres;

namespace Platform.Risk.Decisions;

/// <summary>How far each tenant's log is announced: exact in memory, written now and then. Only the announcer uses it.</summary>
internal sealed class AnnouncedPositions(DecisionStore log, TenantDatabase database, TenantsToMeter meter, TimeProvider time)
{
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);
    private readonly Dictionary<TenantId, Position> positions = [];
    private bool looked;

    /// <summary>The sequence of the last decision that was announced; 0 for none.</summary>
    public async Task<long> OfAsync(TenantId tenant, CancellationToken ct) => (await FindAsync(tenant, ct)).Sequence;

    /// <summary>Notes that everything up to a sequence is announced.</summary>
    public void Move(TenantId tenant, long sequence)
    {
        positions[tenant].Sequence = sequence;
        meter.Add(tenant);
    }

    /// <summary>Until <see cref="CaughtUp"/> the tenant has decisions that are not announced.</summary>
    public void FellBehind(TenantId tenant) => positions[tenant].IsBehind = true;

    public void CaughtUp(TenantId tenant) => positions[tenant].IsBehind = false;

    /// <summary>The tenants to look after: all of them the first time, since a crash may have left something.</summary>
    public async Task<List<TenantId>> BehindAsync(CancellationToken ct)
    {
        if (!looked)
        {
            foreach (var tenant in await database.TenantsAsync(ct)) (await FindAsync(tenant, ct)).IsBehind = true;
            looked = true;
        }

        return [.. positions.Where(entry => entry.Value.IsBehind).Select(entry => entry.Key)];
    }

    /// <summary>Writes a tenant's position when it was not written for a second.</summary>
    public async Task SaveWhenDueAsync(TenantId tenant, CancellationToken ct)
    {
        var position = await FindAsync(tenant, ct);
        if (time.GetElapsedTime(position.SavedAt) >= SaveEvery) await SaveAsync(tenant, position, ct);
    }

    /// <summary>Writes every position that is not written.</summary>
    public async Task SaveAllAsync(CancellationToken ct)
    {
        foreach (var (tenant, position) in positions.Where(entry => entry.Value.Saved < entry.Value.Sequence))
            await SaveAsync(tenant, position, ct);
    }

    private async Task SaveAsync(TenantId tenant, Position position, CancellationToken ct)
    {
        await log.SetAnnouncedAsync(tenant, position.Sequence, ct);
        (position.Saved, position.SavedAt) = (position.Sequence, time.GetTimestamp());
    }

    private async Task<Position> FindAsync(TenantId tenant, CancellationToken ct)
    {
        if (positions.TryGetValue(tenant, out var known)) return known;

        var sequence = await log.AnnouncedAsync(tenant, ct);
        return positions[tenant] = new() { Sequence = sequence, Saved = sequence, SavedAt = time.GetTimestamp() };
    }

    private sealed class Position
    {
        public long Sequence { get; set; }

        public long Saved { get; set; }

        public long SavedAt { get; set; }

        public bool IsBehind { get; set; }
    }
}
