using Platform.Local.Resources;

namespace Platform.Local.Resiliency;

/// <summary>What applies to a call of an actor, as daprd splits it: retries and breaker before its turn, the time limit in it.</summary>
internal readonly record struct ActorPolicies(Policy Before, Policy Within)
{
    public static ActorPolicies None { get; } = new(Policy.None, Policy.None);
}

/// <summary>The policies of one type of actors, with a breaker per type, per id or per both.</summary>
internal sealed class ActorTarget(string type, TimeSpan? timeout, RetrySpec? retry, BreakerSpec? breaker, TimeProvider time)
{
    public const int DefaultCacheSize = 5_000;

    private readonly Policy within = new(timeout, null, null, time);
    private readonly Policy withoutBreaker = new(null, retry, null, time);
    private readonly Dictionary<string, LinkedListNode<(string Key, Policy Policy)>> byKey = [];
    private readonly LinkedList<(string Key, Policy Policy)> recent = new();

    /// <summary><c>type</c>, <c>id</c> or <c>both</c>: who shares a breaker.</summary>
    public string Scope { get; init; } = "type";

    /// <summary>How many breakers are kept; the one that was not used for longest goes.</summary>
    public int CacheSize { get; init; } = DefaultCacheSize;

    public ActorPolicies For(string id) => new(breaker is null ? withoutBreaker : Guarded(breaker, id), within);

    private Policy Guarded(BreakerSpec spec, string id)
    {
        // Within one type an id alone and type with id name the same actor.
        var key = Scope is "type" ? "" : id;
        lock (byKey)
        {
            if (byKey.TryGetValue(key, out var known)) recent.Remove(known);
            else known = new((key, new Policy(null, retry, new CircuitBreaker(spec, Name(key), time), time)));
            recent.AddFirst(known);
            byKey[key] = known;
            if (byKey.Count > Math.Max(CacheSize, 1) && recent.Last is { } oldest)
            {
                byKey.Remove(oldest.Value.Key);
                recent.RemoveLast();
            }

            return known.Value.Policy;
        }
    }

    private string Name(string id) => id.Length == 0 ? $"actor type {type}" : $"actor {type}/{id}";
}
