using System.Text.Json.Serialization;
using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Ingest;

/// <summary>Serializers made at build time for what this service writes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IngestResult))]
[JsonSerializable(typeof(IReadOnlyList<RejectedEvent>))]
[JsonSerializable(typeof(CloudEvent<Transaction>))]
internal sealed partial class IngestJson : JsonSerializerContext;
