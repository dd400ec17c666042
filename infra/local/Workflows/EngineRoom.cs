using Platform.Local.Workflows.Records;
using Platform.Local.Workflows.Work;
using Platform.TaskHub.Turns;

namespace Platform.Local.Workflows;

/// <summary>What the parts of an engine share. All of it is read and changed under the gate only; the writer has one of its own.</summary>
/// <remarks>
/// One gate for all instances of an app: a step holds it for some microseconds and never waits for anything, and steps that concern
/// several instances (a child that ends, a termination that spreads) need no order of locks.
/// </remarks>
internal sealed class EngineRoom
{
    public EngineRoom(EngineOptions options)
    {
        Options = options;
        Keys = new InstanceKeys(options.AppId, options.Namespace);
        Writer = new OrderedWriter(options.Store, options.Time, options.Log);
        Queue = new WorkQueue(options.Settings);
        Cache = new HistoryCache(options.CacheBytes);
    }

    public System.Threading.Lock Gate { get; } = new();

    public EngineOptions Options { get; }

    public InstanceKeys Keys { get; }

    public OrderedWriter Writer { get; }

    public WorkQueue Queue { get; }

    public HistoryCache Cache { get; }

    public Dictionary<string, Instance> Instances { get; } = new(StringComparer.Ordinal);

    public DateTimeOffset Now => Options.Time.GetUtcNow();

    public TurnScope Scope(Instance instance) => new(instance.Id, Options.AppId, Now);

    /// <summary>Puts what the record says now into the set.</summary>
    public void PutRecord(Instance instance, WriteSet set)
    {
        set.Put(Keys.Metadata(instance.Id), instance.Record);
        set.Touch(instance);
    }
}
