using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Local.Launcher;

/// <summary>What a run says about itself in its data folder, so that other commands find it.</summary>
/// <param name="ProcessId">The host process.</param>
/// <param name="Gateway">The public address.</param>
/// <param name="Profile">The component profile.</param>
/// <param name="Apps">Every app with its ports.</param>
public sealed record RunRecord(int ProcessId, string Gateway, string Profile, IReadOnlyList<RunRecordApp> Apps)
{
    /// <summary>What callers of the sidecars send as <c>dapr-api-token</c>; the file is for its owner only.</summary>
    public string? DaprApiToken { get; init; }

    /// <summary>The port of the public address; null when it names none.</summary>
    internal int? GatewayPort => Uri.TryCreate(Gateway, UriKind.Absolute, out var address) ? address.Port : null;

    /// <summary>The run that uses this folder now, or null.</summary>
    public static RunRecord? Read(DataFolder data) =>
        LeftBehind(data) is { } record && ProcessTable.CommandLine(record.ProcessId) is not null ? record : null;

    /// <summary>What the last run wrote, whether or not it is still there; null after one that ended in order.</summary>
    internal static RunRecord? LeftBehind(DataFolder data)
    {
        if (!File.Exists(data.RunFile))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(data.RunFile), RunRecordJson.Default.RunRecord);
        }
        catch (JsonException)
        {
            // Half written by a run that was killed at that moment: nobody is there.
            return null;
        }
    }

    internal void Write(DataFolder data) =>
        OwnerOnly.Write(data.RunFile, JsonSerializer.Serialize(this, RunRecordJson.Default.RunRecord) + "\n");
}

/// <summary>An app of a run.</summary>
/// <param name="AppId">Its Dapr app id.</param>
/// <param name="AppPort">Where it listens, or null.</param>
/// <param name="SidecarPort">Its sidecar's HTTP port.</param>
/// <param name="SidecarGrpcPort">Its sidecar's gRPC port.</param>
public sealed record RunRecordApp(string AppId, int? AppPort, int SidecarPort, int SidecarGrpcPort = 0);

[JsonSerializable(typeof(RunRecord))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class RunRecordJson : JsonSerializerContext;
