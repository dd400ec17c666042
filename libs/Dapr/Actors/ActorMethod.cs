using System.Buffers;
using System.Reflection;
using System.Text.Json;

namespace Platform.Dapr;

/// <summary>A method of an actor class as the sidecar calls it.</summary>
internal sealed class ActorMethod(ActorSignature signature)
{
    private readonly PropertyInfo? result =
        signature.Result is null ? null : signature.Method.ReturnType.GetProperty(nameof(Task<object>.Result));

    public string Name => signature.Method.Name;

    /// <exception cref="JsonException">The body is no value of the type that the method takes.</exception>
    public object? ReadValue(ReadOnlySpan<byte> body, JsonSerializerOptions json)
    {
        if (signature.Value is not { } type)
            return null;
        if (body.IsEmpty)
            throw new JsonException($"{Name} takes a value, and the body is empty.");
        var value = JsonSerializer.Deserialize(body, type, json);
        return value is null && type.IsValueType && Nullable.GetUnderlyingType(type) is null
            ? throw new JsonException($"{Name} takes a value that cannot be null.")
            : value;
    }

    /// <summary>Calls it; what it throws comes out as it is.</summary>
    private Task CallAsync(Actor actor, object? value, CancellationToken ct)
    {
        object?[] arguments = (signature.Value, signature.TakesToken) switch
        {
            (null, false) => [],
            (null, true) => [ct],
            (_, false) => [value],
            (_, true) => [value, ct],
        };
        return signature.Method.Invoke(actor, BindingFlags.DoNotWrapExceptions, null, arguments, null) as Task
            ?? throw new InvalidOperationException($"{Name} returned null instead of a task.");
    }

    /// <summary>Calls it and writes what it gives, so that a result which is no JSON fails the call before anything is saved.</summary>
    public async Task CallAsync(Actor actor, object? value, IBufferWriter<byte> output, JsonSerializerOptions json, CancellationToken ct)
    {
        var call = CallAsync(actor, value, ct);
        await call;
        if (result is null || signature.Result is not { } type)
            return;
        using var writer = new Utf8JsonWriter(output);
        JsonSerializer.Serialize(writer, result.GetValue(call), type, json);
    }

    /// <summary>A timer's call: the method takes nothing, the bytes, or the value that they are as JSON.</summary>
    public Task CallBackAsync(Actor actor, byte[] data, JsonSerializerOptions json, CancellationToken ct) =>
        CallAsync(actor, signature.Value == typeof(byte[]) ? data : ReadValue(data, json), ct);
}

/// <summary>The methods of an actor class that a timer may call, looked up by name when they are first needed.</summary>
internal sealed class TimerCallbacks(Type type)
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly Lazy<Dictionary<string, ActorMethod>> methods = new(() =>
        type.GetMethods(Any)
            .Where(method => method.DeclaringType != typeof(Actor))
            .Select(ActorSignature.Find).OfType<ActorSignature>()
            .GroupBy(signature => signature.Method.Name)
            .Where(named => named.Count() == 1)
            .ToDictionary(named => named.Key, named => new ActorMethod(named.Single())));

    /// <summary>The method; null when there is none, more than one, or one of another shape.</summary>
    public ActorMethod? Find(string name) => methods.Value.GetValueOrDefault(name);
}
