using System.Collections.Frozen;
using System.Reflection;

namespace Platform.Dapr;

/// <summary>An interface over a proxy: each method calls the actor's of the same name. Not sealed: the runtime derives.</summary>
internal class TypedActorProxy : DispatchProxy
{
    private ActorProxy? proxy;
    private FrozenDictionary<MethodInfo, ProxyMethod> methods = FrozenDictionary<MethodInfo, ProxyMethod>.Empty;

    public static TInterface Over<TInterface>(ActorProxy proxy)
    {
        var methods = MethodsOf<TInterface>.All.Value;
        var typed = Create<TInterface, TypedActorProxy>();
        if (typed is TypedActorProxy made)
            (made.proxy, made.methods) = (proxy, methods);
        return typed;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        proxy is { } actor && targetMethod is not null && methods.TryGetValue(targetMethod, out var method)
            ? method.Call(actor, args ?? [])
            : throw new NotSupportedException($"{targetMethod?.Name} is no method of an actor.");

    private static class MethodsOf<TInterface>
    {
        public static readonly Lazy<FrozenDictionary<MethodInfo, ProxyMethod>> All = new(() =>
            ActorSignature.MethodsOf(typeof(TInterface)).ToFrozenDictionary(each => each, each => ProxyMethod.Of(ActorSignature.Of(each))));
    }
}

/// <summary>One method of a typed proxy.</summary>
internal abstract class ProxyMethod(ActorSignature signature)
{
    public static ProxyMethod Of(ActorSignature signature) =>
        signature.Result is not { } result ? new WithoutResult(signature)
        : Activator.CreateInstance(typeof(WithResult<>).MakeGenericType(result), signature) as ProxyMethod
            ?? throw new InvalidOperationException($"{signature.Method.Name} cannot be called.");

    public abstract Task Call(ActorProxy proxy, object?[] arguments);

    protected string Name => signature.Method.Name;

    protected byte[]? BodyOf(ActorProxy proxy, object?[] arguments) =>
        signature.Value is { } type ? proxy.BodyOf(arguments[0], type) : null;

    protected CancellationToken TokenOf(object?[] arguments) =>
        signature.TakesToken && arguments[^1] is CancellationToken ct ? ct : CancellationToken.None;

    private sealed class WithoutResult(ActorSignature signature) : ProxyMethod(signature)
    {
        public override Task Call(ActorProxy proxy, object?[] arguments) =>
            proxy.SendAsync(Name, BodyOf(proxy, arguments), TokenOf(arguments));
    }

    private sealed class WithResult<TResult>(ActorSignature signature) : ProxyMethod(signature)
    {
        public override Task Call(ActorProxy proxy, object?[] arguments) =>
            proxy.CallAsync<TResult>(Name, BodyOf(proxy, arguments), TokenOf(arguments));
    }
}
