using Google.Protobuf;
using Platform.Local.Components;

namespace Platform.Local.Workflows.Records;

/// <summary>What one step of the engine changes in the store: all of it, or nothing.</summary>
internal sealed class WriteSet
{
    private readonly List<KeyedWrite> writes = [];
    private readonly List<Instance> touched = [];
    private readonly List<Action> afterwards = [];

    public IReadOnlyList<KeyedWrite> Writes => writes;

    public bool IsEmpty => writes.Count == 0;

    /// <summary>Instances whose reports must not be given before this is durable.</summary>
    public IReadOnlyList<Instance> Touched => touched;

    public IReadOnlyList<Action> Afterwards => afterwards;

    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="isFresh">The key was never stored, so that deleting it before it is written leaves nothing to do.</param>
    public void Put(string key, IMessage value, bool isFresh = false) => Put(key, value.ToByteArray(), isFresh);

    public void Put(string key, ReadOnlyMemory<byte> value, bool isFresh = false) =>
        writes.Add(new KeyedWrite(new StateWrite(key, value), isFresh));

    public void Delete(string key) => writes.Add(new KeyedWrite(new StateWrite(key, null), false));

    public void Touch(Instance instance) => touched.Add(instance);

    /// <summary>Calls back when all of it is on disk; the call takes the engine's gate itself and must not block.</summary>
    public void Then(Action action) => afterwards.Add(action);
}

/// <summary>One write of a set.</summary>
internal readonly record struct KeyedWrite(StateWrite Write, bool IsFresh);
