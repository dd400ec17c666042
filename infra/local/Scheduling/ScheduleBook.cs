using Platform.Local.Components;
using Platform.Local.Components.State;

namespace Platform.Local.Scheduling;

/// <summary>One app's schedules in the store for actors; nowhere when there is none.</summary>
internal sealed class ScheduleBook(string appId, ActorStore? store)
{
    /// <summary>How many an app may have.</summary>
    public const int Most = 100_000;

    private const int PageSize = 1_000;

    public bool IsKept => store is not null;

    public bool IsIn(ActorStore? other) => ReferenceEquals(store?.Store, other?.Store);

    /// <summary>Everything that is kept; a record that cannot be read is told and left alone.</summary>
    public async Task<List<(ScheduleKey Key, Schedule Schedule)>> ReadAsync(
        Action<string, FormatException> unreadable, CancellationToken ct)
    {
        var found = new List<(ScheduleKey, Schedule)>();
        if (store is null) return found;
        IReadOnlyList<string> keys;
        for (var after = ""; found.Count < Most; after = keys[^1])
        {
            keys = await store.Scan.KeysAsync(ScheduleKey.Prefix(appId), after, PageSize, ct);
            if (keys.Count == 0) break;
            foreach (var (key, item) in keys.Zip(await store.Store.GetAsync(keys, ct)))
            {
                if (item is not { } stored || ScheduleKey.Parse(appId, key) is not { } named) continue;
                if (Read(key, stored, unreadable) is { } schedule) found.Add((named, schedule));
            }
        }

        return found;
    }

    /// <summary>Writes it, or deletes it when it is null; calls for one key take effect in their order.</summary>
    public Task SaveAsync(ScheduleKey key, Schedule? schedule) => store is null
        ? Task.CompletedTask
        : store.Store.TransactAsync(
            [new StateWrite(key.Physical(appId), Value(schedule))], CancellationToken.None);

    // Not by "?:", which would make an empty value of the null: that is a write, not a deletion.
    private static ReadOnlyMemory<byte>? Value(Schedule? schedule)
    {
        if (schedule is null) return null;
        return StoredSchedule.Write(schedule);
    }

    private static Schedule? Read(string key, StateItem stored, Action<string, FormatException> unreadable)
    {
        try
        {
            return StoredSchedule.Read(stored.Value);
        }
        catch (FormatException error)
        {
            unreadable(key, error);
            return null;
        }
    }
}
