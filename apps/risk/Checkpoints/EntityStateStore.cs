using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;
using Platform.Risk.Features;
using Platform.Risk.Scoring;

namespace Platform.Risk.Checkpoints;

/// <summary>Entity states, positions and models in Dapr's state store. Every method asks whose they are first.</summary>
/// <remarks>Of a tenant that is gone nothing is written: an engine that is still in memory would bring its state back.</remarks>
internal sealed class EntityStateStore(DaprClient dapr, TenantDirectory directory)
{
    private const string Store = "statestore";

    /// <summary>Loads the entities that are stored; the others are left out.</summary>
    public async Task<List<EntityState>> LoadAsync(TenantId tenant, IReadOnlyList<EntityName> names, CancellationToken ct)
    {
        var byKey = names.ToDictionary(name => Key(tenant, name), StringComparer.Ordinal);
        var items = await dapr.GetBulkStateAsync<byte[]>(Store, [.. byKey.Keys], parallelism: 16, metadata: null, ct);

        return [.. items.Where(item => item.Value is { Length: > 0 }).Select(item => Read(byKey[item.Key], item.Value))];
    }

    /// <summary>Saves entities as they were when they were encoded.</summary>
    public Task SaveAsync(TenantId tenant, IReadOnlyList<(EntityName Name, byte[] Bytes)> states, CancellationToken ct) =>
        IsGone(tenant) ? Task.CompletedTask : dapr.SaveBulkStateAsync(
            Store, [.. states.Select(state => new SaveStateItem<byte[]>(Key(tenant, state.Name), state.Bytes))], ct);

    /// <summary>The last complete checkpoint; null when there is none.</summary>
    public Task<Checkpoint?> PositionAsync(TenantId tenant, CancellationToken ct) =>
        dapr.GetStateAsync<Checkpoint>(Store, $"{tenant}|checkpoint", ct: ct);

    public Task SavePositionAsync(TenantId tenant, Checkpoint checkpoint, CancellationToken ct) =>
        IsGone(tenant) ? Task.CompletedTask : dapr.SaveStateAsync(Store, $"{tenant}|checkpoint", checkpoint, ct: ct);

    /// <summary>The model in force; null when none was trained or it is of another feature set.</summary>
    public async Task<AnomalyModel?> ModelAsync(TenantId tenant, CancellationToken ct)
    {
        var stored = await dapr.GetStateAsync<StoredModel>(Store, $"{tenant}|model", ct: ct);

        return stored?.FeatureSet == FeatureSet.Version ? AnomalyModel.FromBytes(stored.Events, stored.Bytes) : null;
    }

    public Task SaveModelAsync(TenantId tenant, AnomalyModel model, CancellationToken ct) => IsGone(tenant)
        ? Task.CompletedTask
        : dapr.SaveStateAsync(Store, $"{tenant}|model", new StoredModel(FeatureSet.Version, model.Events, model.ToBytes()), ct: ct);

    /// <summary>Removes entities; fine when they are not there.</summary>
    public Task DeleteAsync(TenantId tenant, IReadOnlyList<EntityName> names, CancellationToken ct) => names.Count == 0
        ? Task.CompletedTask
        : dapr.DeleteBulkStateAsync(Store, [.. names.Select(name => new BulkDeleteStateItem(Key(tenant, name)))], ct);

    /// <summary>Removes position and model.</summary>
    public async Task DeleteRestAsync(TenantId tenant, CancellationToken ct)
    {
        await dapr.DeleteStateAsync(Store, $"{tenant}|checkpoint", ct: ct);
        await dapr.DeleteStateAsync(Store, $"{tenant}|model", ct: ct);
    }

    private bool IsGone(TenantId tenant) => directory.StandingOf(tenant) is Standing.Gone;

    private static EntityState Read(EntityName name, byte[]? bytes) => EntityCodec.Read(name.Kind, name.Id, bytes);

    private static string Key(TenantId tenant, EntityName name) =>
        $"{tenant}|{(name.Kind is EntityKind.Account ? "account" : "terminal")}|{name.Id}";
}

/// <summary>An entity by name.</summary>
internal readonly record struct EntityName(EntityKind Kind, string Id);

/// <summary>A complete checkpoint: every entity's stored state holds at least the log up to the position.</summary>
/// <param name="Sequence">The position.</param>
/// <param name="Baseline">The tenant's baseline at the position.</param>
internal sealed record Checkpoint(long Sequence, byte[] Baseline);

/// <summary>A model as it is stored.</summary>
internal sealed record StoredModel(string FeatureSet, long Events, byte[] Bytes);
