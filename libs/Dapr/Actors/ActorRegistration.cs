using System.Collections;
using System.Collections.Frozen;
using System.Reflection;

namespace Platform.Dapr;

/// <summary>An actor class that the app hosts.</summary>
public sealed class ActorRegistration
{
    private readonly FrozenDictionary<string, ActorMethod> methods;

    internal ActorRegistration(Type type, string? typeName, ActorRuntimeOptions? typeOptions)
    {
        (ImplementationType, TypeOptions) = (type, typeOptions);
        ActorTypeName = typeName ?? type.GetCustomAttribute<ActorAttribute>()?.TypeName ?? type.Name;
        ArgumentException.ThrowIfNullOrWhiteSpace(ActorTypeName, nameof(typeName));
        if (type.IsAbstract)
            throw new ArgumentException($"{type.Name} is abstract: it cannot be registered as an actor.");
        methods = MethodsOf(type);
        Callbacks = new(type);
    }

    /// <summary>The type name by which it is called.</summary>
    public string ActorTypeName { get; }

    /// <summary>The class.</summary>
    public Type ImplementationType { get; }

    /// <summary>Settings of this type alone; null for those of the app.</summary>
    public ActorRuntimeOptions? TypeOptions { get; }

    internal TimerCallbacks Callbacks { get; }

    internal ActorMethod? FindMethod(string name) => methods.GetValueOrDefault(name);

    private static FrozenDictionary<string, ActorMethod> MethodsOf(Type type)
    {
        var signatures = ActorSignature.MethodsOf(type).Select(ActorSignature.Of).ToArray();
        if (signatures.Length == 0 && !type.IsAssignableTo(typeof(IRemindable)))
            throw new ArgumentException($"{type.Name} has no method of an interface that derives from IActor: nobody could call it.");
        if (signatures.GroupBy(each => each.Method.Name).FirstOrDefault(named => named.Count() > 1) is { } twice)
            throw new ArgumentException($"{type.Name} has more than one actor method named {twice.Key}; the sidecar calls by name alone.");
        return signatures.ToFrozenDictionary(each => each.Method.Name, each => new ActorMethod(each));
    }
}

/// <summary>The actor classes that the app hosts.</summary>
public sealed class ActorRegistrationCollection : IReadOnlyCollection<ActorRegistration>
{
    private readonly OrderedDictionary<string, ActorRegistration> registrations = [];

    /// <inheritdoc/>
    public int Count => registrations.Count;

    /// <summary>Adds a class.</summary>
    /// <typeparam name="TActor">The class.</typeparam>
    /// <param name="actorTypeName">Its type name; null for that of <see cref="ActorAttribute"/> or of the class.</param>
    /// <param name="typeOptions">Settings of this type alone; null for those of the app.</param>
    /// <exception cref="ArgumentException">The class cannot be called as an actor, or the name is taken; the message says why.</exception>
    public void RegisterActor<TActor>(string? actorTypeName = null, ActorRuntimeOptions? typeOptions = null) where TActor : Actor
    {
        var registration = new ActorRegistration(typeof(TActor), actorTypeName, typeOptions);
        if (!registrations.TryAdd(registration.ActorTypeName, registration))
            throw new ArgumentException($"An actor type named {registration.ActorTypeName} is already registered.", nameof(actorTypeName));
    }

    /// <inheritdoc/>
    public IEnumerator<ActorRegistration> GetEnumerator() => registrations.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
