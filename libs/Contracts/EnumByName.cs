using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>Reads and writes an enum by its names only; a number is not a name.</summary>
/// <typeparam name="TEnum">The enum.</typeparam>
public sealed class EnumByName<TEnum>() : JsonStringEnumConverter<TEnum>(null, allowIntegerValues: false)
    where TEnum : struct, Enum;
