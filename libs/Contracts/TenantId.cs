using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>Whose data this is. There is no default tenant and no "all tenants" value.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct TenantId
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxLength = 40;

    // Before all that makes an id: static members are set in the order of the text.
    private static readonly SearchValues<char> allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>The operators' own tenant: it holds the registry of the others, and is nobody's customer.</summary>
    public static TenantId Operators { get; } = new("platform");

    private readonly string? value;

    /// <summary>Checks the form; whether the tenant exists is the registry's business.</summary>
    /// <param name="value">1 to 40 characters of <c>a-z</c>, <c>0-9</c> and <c>-</c>.</param>
    /// <exception cref="FormatException"><paramref name="value"/> is not in that form.</exception>
    public TenantId(string value) =>
        this.value = IsWellFormed(value) ? value : throw new FormatException($"'{value}' is not a tenant id (1-40 of a-z, 0-9, -).");

    /// <summary>Reads a tenant id from text that may not be one.</summary>
    /// <param name="text">Any text; null counts as empty.</param>
    /// <param name="tenant">The tenant, when the text is one; else unset.</param>
    /// <returns>True when <paramref name="text"/> has the form of a tenant id.</returns>
    /// <remarks>Not named TryParse on purpose: with that, ASP.NET would bind the tenant of a handler from the query.</remarks>
    public static bool TryCreate(ReadOnlySpan<char> text, out TenantId tenant)
    {
        tenant = IsWellFormed(text) ? new(text.ToString()) : default;
        return tenant.value is not null;
    }

    /// <summary>The id as text; throws for <c>default(TenantId)</c>, so an unset tenant never becomes a key.</summary>
    /// <exception cref="InvalidOperationException">The tenant was never set.</exception>
    public override string ToString() => value ?? throw new InvalidOperationException("The tenant was never set.");

    private static bool IsWellFormed(ReadOnlySpan<char> text) =>
        text.Length is >= 1 and <= MaxLength && !text.ContainsAnyExcept(allowed);

    internal sealed class Converter : JsonConverter<TenantId>
    {
        public override TenantId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryCreate(reader.GetString(), out var tenant) ? tenant : throw new JsonException("A tenant id is 1-40 of a-z, 0-9 and -.");

        public override void Write(Utf8JsonWriter writer, TenantId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
