using Platform.Contracts;
using Platform.Hosting;
using Platform.Risk.Features;
using Platform.Risk.Scoring;
using Platform.Scoring;

namespace Platform.Risk.Checkpoints;

/// <summary>Opens what is stored of tenants.</summary>
internal sealed class EntityStateStore(TenantStates states, TenantDirectory directory, TransactionFeatures features)
{
    /// <summary>What is stored of a tenant, in the store that the registry names now.</summary>
    public EntityStates Of(TenantId tenant) => new(states.Of(tenant), directory, features);

    /// <summary>The name of that store; asked for each batch.</summary>
    public string NameOf(TenantId tenant) => states.StoreOf(tenant);
}

/// <summary>Entity states, position and model of one tenant in one state store.</summary>
/// <remarks>
/// What another feature set wrote, or another format, is as good as not there: the log has it all. Of a tenant that is gone nothing is
/// written: an engine that is still in memory would bring its state back.
/// </remarks>
internal sealed class EntityStates(TenantState state, TenantDirectory directory, TransactionFeatures features)
{
    private const string PositionKey = "checkpoint";
    private const string ModelKey = "model";

    /// <summary>The store's name. An engine whose state is elsewhere meanwhile is recovered from there.</summary>
    public string Store => state.Store;

    private bool IsGone => directory.StandingOf(state.Tenant) is Standing.Gone;

    /// <summary>Loads the entities that are stored; the others are left out.</summary>
    public async Task<List<Entity>> LoadAsync(IReadOnlyList<EntityName> names, CancellationToken ct)
    {
        var byKey = names.ToDictionary(name => name.Text, StringComparer.Ordinal);
        var stored = await state.GetAllAsync<byte[]>([.. byKey.Keys], ct);
        return [.. stored.Where(each => each.Value.Length > 0)
            .Select(each => Entity.Read(byKey[each.Key], each.Value, features)).OfType<Entity>()];
    }

    /// <summary>Saves entities as they were when they were encoded.</summary>
    public Task SaveAsync(IReadOnlyList<(EntityName Name, byte[] Bytes)> entities, CancellationToken ct) => IsGone
        ? Task.CompletedTask
        : state.SaveAllAsync(entities.Select(each => KeyValuePair.Create(each.Name.Text, each.Bytes)), ct);

    /// <summary>The last complete checkpoint; null when there is none of this feature set.</summary>
    public async Task<Checkpoint?> PositionAsync(CancellationToken ct)
    {
        var position = await state.GetAsync<Checkpoint>(PositionKey, ct);
        if (position is null || (position.FeatureSet == features.Version && position.Format == Entity.Format)) return position;

        // Entities are about to be written over one by one, after which this position is true no more, even for the set that wrote it.
        await state.DeleteAllAsync([PositionKey], ct);
        return null;
    }

    public Task SavePositionAsync(Checkpoint checkpoint, CancellationToken ct) =>
        IsGone ? Task.CompletedTask : state.SaveAsync(PositionKey, checkpoint, ct);

    /// <summary>The model in force; null when none was trained or it is of another feature set.</summary>
    public async Task<AnomalyModel?> ModelAsync(CancellationToken ct)
    {
        var stored = await state.GetAsync<StoredModel>(ModelKey, ct);
        return stored?.FeatureSet == features.Version ? AnomalyModel.FromBytes(stored.Events, stored.Bytes, stored.FeatureSet) : null;
    }

    public Task SaveModelAsync(AnomalyModel model, CancellationToken ct) => IsGone
        ? Task.CompletedTask
        : state.SaveAsync(ModelKey, new StoredModel(model.FeatureSet, model.Events, model.ToBytes()), ct);

    /// <summary>Removes entities; fine when they are not there.</summary>
    public Task DeleteAsync(IReadOnlyList<EntityName> names, CancellationToken ct) =>
        state.DeleteAllAsync(names.Select(name => name.Text), ct);

    /// <summary>Removes position and model.</summary>
    public Task DeleteRestAsync(CancellationToken ct) => state.DeleteAllAsync([PositionKey, ModelKey], ct);
}

/// <summary>A complete checkpoint: every entity's stored state holds at least the log up to the position.</summary>
/// <param name="Sequence">The position.</param>
/// <param name="FeatureSet">Version of the feature set of the states; null when they are of before there were any.</param>
internal sealed record Checkpoint(long Sequence, string? FeatureSet)
{
    /// <summary>Position of the last outcome that the states hold.</summary>
    public long Outcomes { get; init; }

    /// <summary>Format of the states; 0 when they are of before it was kept.</summary>
    public int Format { get; init; }
}

/// <summary>A model as it is stored.</summary>
internal sealed record StoredModel(string FeatureSet, long Events, byte[] Bytes);
