using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>Reads a transaction or a batch of them: an object with the key <c>transactions</c> is a batch.</summary>
public sealed class OneOrBatch : JsonConverter<ScoringCall>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override ScoringCall Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // The body as a whole is read anew by the type that it is, so that its mistakes have the same paths as without this converter.
        if (IsBatch(reader))
        {
            var batch = JsonSerializer.Deserialize(ref reader, ContractsJson.Default.TransactionBatch);
            return new(batch?.Transactions ?? []);
        }

        var one = JsonSerializer.Deserialize(ref reader, ContractsJson.Default.Transaction);
        return one is null ? throw new JsonException("The body doesn't allow null.") : new([one]) { IsOne = true };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ScoringCall value, JsonSerializerOptions options)
    {
        if (value.IsOne) JsonSerializer.Serialize(writer, value.Transactions[0], ContractsJson.Default.Transaction);
        else JsonSerializer.Serialize(writer, new(value.Transactions), ContractsJson.Default.TransactionBatch);
    }

    // A copy of the reader: what is looked at here is read once more.
    private static bool IsBatch(Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("transactions"u8)) return true;
            reader.Read();
            if (!reader.TrySkip()) return false;
        }

        return false;
    }
}
