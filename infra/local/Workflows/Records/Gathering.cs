using Platform.Local.Components;

namespace Platform.Local.Workflows.Records;

/// <summary>Sets that go to the store in one transaction.</summary>
internal sealed class Gathering
{
    private const int MostWrites = 1_000;
    private const long MostBytes = 4 << 20;

    private readonly Dictionary<string, KeyedWrite> last = new(StringComparer.Ordinal);
    private readonly List<Action> afterwards = [];
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long bytes;

    /// <summary>Whether further sets belong into the next one.</summary>
    public bool IsFull => last.Count >= MostWrites || bytes >= MostBytes;

    public Task Done => done.Task;

    public IReadOnlyList<StateWrite> Writes => [.. last.Values.Select(each => each.Write)];

    public void Add(WriteSet set)
    {
        foreach (var each in set.Writes) Add(each);
        afterwards.AddRange(set.Afterwards);
    }

    public void Finish()
    {
        foreach (var action in afterwards) action();
        done.TrySetResult();
    }

    public void GiveUp() => done.TrySetCanceled();

    // Of several writes of a key only the last matters, since all become visible at once. What came and went within is not written at all.
    private void Add(KeyedWrite next)
    {
        var key = next.Write.Key;
        bytes += key.Length + (next.Write.Value?.Length ?? 0);
        if (!last.TryGetValue(key, out var earlier)) last[key] = next;
        else if (next.Write.Value is null && earlier.IsFresh) last.Remove(key);
        else last[key] = next with { IsFresh = earlier.IsFresh };
    }
}
