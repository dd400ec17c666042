using System.Text.Json;

namespace Platform.Dapr;

/// <summary>Inputs, results, events and statuses as JSON text.</summary>
internal sealed class WorkflowJson(JsonSerializerOptions options)
{
    /// <summary>A value as JSON; null is the empty text, as the official worker has it.</summary>
    public string Write(object? value) => value is null ? "" : JsonSerializer.Serialize(value, value.GetType(), options);

    /// <summary>The value of a text; default for an empty one.</summary>
    /// <param name="text">JSON, or nothing.</param>
    /// <param name="what">What it is, for the message, e.g. <c>the result of activity 'Charge'</c>.</param>
    /// <exception cref="WorkflowJsonException">The text is no JSON of that type.</exception>
    public T Read<T>(string? text, string what) => As<T>(Read(text, typeof(T), what));

    /// <inheritdoc cref="Read{T}(string?, string)"/>
    public object? Read(string? text, Type type, string what)
    {
        if (string.IsNullOrEmpty(text)) return null;
        try
        {
            return JsonSerializer.Deserialize(text, type, options);
        }
        catch (JsonException error)
        {
            throw new WorkflowJsonException($"{what} is no JSON of type {type.Name}: {error.Message}", error);
        }
    }

    /// <summary>A value as its type; default when it is null, as the official packages have it.</summary>
    public static T As<T>(object? value) => value is T typed ? typed : Nothing<T>();

    // What is absent is default whatever the type promises, and the compiler is not asked.
#nullable disable
    private static T Nothing<T>() => default;
#nullable restore
}

/// <summary>A payload that is not what the code expects.</summary>
internal sealed class WorkflowJsonException(string message, Exception innerException) : Exception(message, innerException);
