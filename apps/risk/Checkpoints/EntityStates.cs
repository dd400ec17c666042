using Platform.Contracts;
using Platform.Hosting;
using Platform.Risk.Features;
using Platform.Risk.Scoring;

namespace Platform.Risk.Checkpoints;

/// <summary>Opens what is stored of tenants.</summary>
internal sealed class EntityStateStore(TenantStates states, TenantDirectory directory)
{
    /// <summary>What is stored of a tenant, in the store that the registry names now.</summary>
    public EntityStates Of(TenantId tenant) => new(states.Of(tenant), directory);

    /// <summary>The name of that store; asked for each batch.</summary>
    public string NameOf(TenantId tenant) => states.StoreOf(tenant);
}

/// <summary>Entity states, position and model of one tenant in one state store.</summary>
/// <remarks>Of a tenant that is gone nothing is written: an engine that is still in memory would bring its state back.</remarks>
internal sealed class EntityStates(TenantState state, TenantDirectory directory)
{
    private const string PositionKey = "checkpoint";
    private const string ModelKey = "model";

    /// <summary>The store's name. An engine whose state is elsewhere meanwhile is recovered from there.</summary>
    public string Store => state.Store;

    private bool IsGone => directory.StandingOf(state.Tenant) is Standing.Gone;

    /// <summary>Loads the entities that are stored; the others are left out.</summary>
    public async Task<List<EntityState>> LoadAsync(IReadOnlyList<EntityName> names, CancellationToken ct)
    {
        var byKey = names.ToDictionary(Key, StringComparer.Ordinal);
        var stored = await state.GetAllAsync<byte[]>([.. byKey.Keys], ct);
        return [.. stored.Where(each => each.Value.Length > 0).Select(each => Read(byKey[each.Key], each.Value))];
    }

    /// <summary>Saves entities as they were when they were encoded.</summary>
    public Task SaveAsync(IReadOnlyList<(EntityName Name, byte[] Bytes)> entities, CancellationToken ct) => IsGone
        ? Task.CompletedTask
        : state.SaveAllAsync(entities.Select(each => KeyValuePair.Create(Key(each.Name), each.Bytes)), ct);

    /// <summary>The last complete checkpoint; null when there is none.</summary>
    public Task<Checkpoint?> PositionAsync(CancellationToken ct) => state.GetAsync<Checkpoint>(PositionKey, ct);

    public Task SavePositionAsync(Checkpoint checkpoint, CancellationToken ct) =>
        IsGone ? Task.CompletedTask : state.SaveAsync(PositionKey, checkpoint, ct);

    /// <summary>The model in force; null when none was trained or it is of another feature set.</summary>
    public async Task<AnomalyModel?> ModelAsync(CancellationToken ct)
    {
        var stored = await state.GetAsync<StoredModel>(ModelKey, ct);
        return stored?.FeatureSet == FeatureSet.Version ? AnomalyModel.FromBytes(stored.Events, stored.Bytes) : null;
    }

    public Task SaveModelAsync(AnomalyModel model, CancellationToken ct) => IsGone
        ? Task.CompletedTask
        : state.SaveAsync(ModelKey, new StoredModel(FeatureSet.Version, model.Events, model.ToBytes()), ct);

    /// <summary>Removes entities; fine when they are not there.</summary>
    public Task DeleteAsync(IReadOnlyList<EntityName> names, CancellationToken ct) => state.DeleteAllAsync(names.Select(Key), ct);

    /// <summary>Removes position and model.</summary>
    public Task DeleteRestAsync(CancellationToken ct) => state.DeleteAllAsync([PositionKey, ModelKey], ct);

    private static EntityState Read(EntityName name, byte[] bytes) => EntityCodec.Read(name.Kind, name.Id, bytes);

    private static string Key(EntityName name) => $"{(name.Kind is EntityKind.Account ? "account" : "terminal")}|{name.Id}";
}

/// <summary>An entity by name.</summary>
internal readonly record struct EntityName(EntityKind Kind, string Id);

/// <summary>A complete checkpoint: every entity's stored state holds at least the log up to the position.</summary>
/// <param name="Sequence">The position.</param>
/// <param name="Baseline">The tenant's baseline at the position.</param>
internal sealed record Checkpoint(long Sequence, byte[] Baseline);

/// <summary>A model as it is stored.</summary>
internal sealed record StoredModel(string FeatureSet, long Events, byte[] Bytes);
