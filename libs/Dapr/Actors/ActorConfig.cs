using System.Text.Json;

namespace Platform.Dapr;

/// <summary>The answer to <c>GET /dapr/config</c>.</summary>
internal static class ActorConfig
{
    public static void Write(Utf8JsonWriter writer, ActorRuntimeOptions options)
    {
        writer.WriteStartObject();
        WriteNames(writer, options.Actors);
        WriteSettings(writer, options);
        writer.WriteStartArray("entitiesConfig"u8);
        foreach (var registration in options.Actors)
            WriteType(writer, registration);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteType(Utf8JsonWriter writer, ActorRegistration registration)
    {
        if (registration.TypeOptions is not { } options)
            return;
        writer.WriteStartObject();
        WriteNames(writer, [registration]);
        WriteSettings(writer, options);
        writer.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter writer, IEnumerable<ActorRegistration> registrations)
    {
        writer.WriteStartArray("entities"u8);
        foreach (var registration in registrations)
            writer.WriteStringValue(registration.ActorTypeName);
        writer.WriteEndArray();
    }

    private static void WriteSettings(Utf8JsonWriter writer, ActorRuntimeOptions options)
    {
        WriteTime(writer, "actorIdleTimeout", options.ActorIdleTimeout);
        WriteTime(writer, "actorScanInterval", options.ActorScanInterval);
        WriteTime(writer, "drainOngoingCallTimeout", options.DrainOngoingCallTimeout);
        if (options.DrainRebalancedActors is { } drain)
            writer.WriteBoolean("drainRebalancedActors"u8, drain);
        if (options.RemindersStoragePartitions is { } partitions)
            writer.WriteNumber("remindersStoragePartitions"u8, partitions);
        WriteReentrancy(writer, options.ReentrancyConfig);
    }

    private static void WriteReentrancy(Utf8JsonWriter writer, ActorReentrancyConfig reentrancy)
    {
        writer.WriteStartObject("reentrancy"u8);
        writer.WriteBoolean("enabled"u8, reentrancy.Enabled);
        if (reentrancy.MaxStackDepth is { } depth)
            writer.WriteNumber("maxStackDepth"u8, depth);
        writer.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, TimeSpan? time)
    {
        if (time is { } value)
            writer.WriteString(name, ScheduleText.Of(value));
    }
}
