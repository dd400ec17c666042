using System.Text.Json.Serialization;
using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Alerts;

/// <summary>Serializers made at build time for what this service writes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Alert))]
[JsonSerializable(typeof(CloudEvent<Alert>))]
internal sealed partial class AlertsJson : JsonSerializerContext;
