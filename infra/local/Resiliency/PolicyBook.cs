using System.Collections.Concurrent;
using Platform.Local.Resources;
using Platform.Local.Sidecar;

namespace Platform.Local.Resiliency;

/// <summary>All policies of one app's sidecar, merged from the Resiliency resources in its scope; later ones win name by name.</summary>
internal sealed class PolicyBook
{
    private readonly Dictionary<string, TimeSpan> timeouts = [];
    private readonly Dictionary<string, RetrySpec> retries = [];
    private readonly Dictionary<string, BreakerSpec> breakers = [];
    private readonly Dictionary<string, PolicyNames> apps = [];
    private readonly Dictionary<string, PolicyNames> actors = [];
    private readonly Dictionary<string, PolicyNames> outbound = [];
    private readonly Dictionary<string, PolicyNames> inbound = [];
    private readonly ConcurrentDictionary<string, Policy> made = new();
    private readonly ConcurrentDictionary<string, ActorTarget?> actorTargets = new();
    private readonly TimeProvider time;

    public PolicyBook(IEnumerable<ResiliencyResource> resources, TimeProvider time)
    {
        this.time = time;
        var all = resources.ToList();
        foreach (var resource in all) Merge(resource);
        foreach (var resource in all) Check(resource);
    }

    /// <summary>For calls to another app; null when nothing targets it, so that the built-in rules apply.</summary>
    public Policy? ForApp(string appId) => Get($"app|{appId}", apps.GetValueOrDefault(appId), ["App", ""]);

    /// <summary>For calls of an actor; does nothing when nothing targets its type.</summary>
    public ActorPolicies ForActor(string type, string id) =>
        actorTargets.GetOrAdd(type, MakeActorTarget)?.For(id) ?? ActorPolicies.None;

    /// <summary>For a component; does nothing when nothing targets it.</summary>
    /// <param name="category">E.g. <c>Pubsub</c>, as default policy names spell it.</param>
    /// <param name="name">The component's name.</param>
    /// <param name="direction">Out to the component or in to the app.</param>
    public Policy ForComponent(string category, string name, Direction direction)
    {
        var targets = direction is Direction.Inbound ? inbound : outbound;
        string[] defaults = [$"{category}Component{direction}", $"Component{direction}", "Component", ""];
        return Get($"{direction}|{name}", targets.GetValueOrDefault(name), defaults) ?? Policy.None;
    }

    // A target's own names first, then the defaults, narrowest first; the empty prefix is DefaultRetryPolicy and so on.
    private Policy? Get(string target, PolicyNames? names, string[] defaults)
    {
        if (made.TryGetValue(target, out var policy)) return policy;
        var timeout = Pick(timeouts, names?.Timeout, defaults, "TimeoutPolicy");
        var retry = Pick(retries, names?.Retry, defaults, "RetryPolicy");
        var breaker = Pick(breakers, names?.Breaker, defaults, "CircuitBreakerPolicy");
        if (timeout is null && retry is null && breaker is null) return null;
        return made.GetOrAdd(target, _ => new Policy(
            timeout is null ? null : timeouts[timeout],
            retry is null ? null : retries[retry],
            breaker is null ? null : new CircuitBreaker(breakers[breaker], target, time),
            time));
    }

    private ActorTarget? MakeActorTarget(string type)
    {
        string[] defaults = ["Actor", ""];
        var names = actors.GetValueOrDefault(type);
        var timeout = Pick(timeouts, names?.Timeout, defaults, "TimeoutPolicy");
        var retry = Pick(retries, names?.Retry, defaults, "RetryPolicy");
        var breaker = Pick(breakers, names?.Breaker, defaults, "CircuitBreakerPolicy");
        if (timeout is null && retry is null && breaker is null) return null;
        return new ActorTarget(
            type, timeout is null ? null : timeouts[timeout], retry is null ? null : retries[retry],
            breaker is null ? null : breakers[breaker], time)
        {
            Scope = names?.BreakerScope ?? "type",
            CacheSize = names?.BreakerCacheSize ?? ActorTarget.DefaultCacheSize,
        };
    }

    private static string? Pick<T>(Dictionary<string, T> policies, string? named, string[] defaults, string suffix) =>
        named ?? Array.Find(Array.ConvertAll(defaults, prefix => $"Default{prefix}{suffix}"), policies.ContainsKey);

    private void Merge(ResiliencyResource resource)
    {
        Copy(resource.Timeouts, timeouts);
        Copy(resource.Retries, retries);
        Copy(resource.Breakers, breakers);
        Copy(resource.Apps, apps);
        Copy(resource.Actors, actors);
        Copy(resource.Outbound, outbound);
        Copy(resource.Inbound, inbound);
    }

    private static void Copy<T>(IReadOnlyDictionary<string, T> from, Dictionary<string, T> to)
    {
        foreach (var (name, value) in from) to[name] = value;
    }

    private void Check(ResiliencyResource resource)
    {
        foreach (var (target, names) in resource.Apps.Concat(resource.Actors).Concat(resource.Outbound).Concat(resource.Inbound))
        {
            Check(resource, target, names.Timeout, timeouts);
            Check(resource, target, names.Retry, retries);
            Check(resource, target, names.Breaker, breakers);
        }
    }

    private static void Check<T>(ResiliencyResource resource, string target, string? name, Dictionary<string, T> known)
    {
        if (name is not null && !known.ContainsKey(name))
            throw new ResourceException(resource.Place, $"spec.targets.{target}",
                $"policy '{name}' is not defined; defined are {string.Join(", ", known.Keys)}");
    }
}
