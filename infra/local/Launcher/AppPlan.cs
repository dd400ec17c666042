namespace Platform.Local.Launcher;

/// <summary>An app of the run file with the ports and variables of this run.</summary>
/// <param name="App">What the file says.</param>
/// <param name="AppPort">Where it listens; null when it takes no calls.</param>
/// <param name="HttpPort">Its sidecar's HTTP port.</param>
/// <param name="GrpcPort">Its sidecar's gRPC port.</param>
/// <param name="MetricsPort">Its sidecar's metrics port.</param>
internal sealed record AppPlan(RunApp App, int? AppPort, int HttpPort, int GrpcPort, int MetricsPort)
{
    /// <summary>Ports for all apps; those that nobody fixed are free ones.</summary>
    public static IReadOnlyList<AppPlan> For(IReadOnlyList<RunApp> apps, IReadOnlyDictionary<string, int> fixedPorts)
    {
        const int perApp = 4;
        var free = new Queue<int>(FreePort.Take(apps.Count * perApp));
        return [.. apps.Select(app => new AppPlan(
            app,
            app.AppPort is null ? null : KnownPort(app, fixedPorts) ?? free.Dequeue(),
            app.Ports.Http ?? free.Dequeue(),
            app.Ports.Grpc ?? free.Dequeue(),
            app.Ports.Metrics ?? free.Dequeue()))];
    }

    // What somebody fixed; else, for an app that somebody else starts, where the file says it listens.
    private static int? KnownPort(RunApp app, IReadOnlyDictionary<string, int> fixedPorts) =>
        fixedPorts.TryGetValue(app.AppId, out var port) ? port : app.Command.Count == 0 ? app.AppPort : null;

    /// <summary>What the Dapr CLI gives an app, what the platform adds, and last what the file says.</summary>
    public IReadOnlyDictionary<string, string> Variables(IReadOnlyDictionary<string, string> shared)
    {
        var variables = new Dictionary<string, string>(shared, StringComparer.Ordinal)
        {
            ["APP_ID"] = App.AppId,
            ["APP_CHANNEL_ADDRESS"] = App.ChannelAddress,
            ["APP_PROTOCOL"] = App.Protocol,
            ["DAPR_HTTP_PORT"] = $"{HttpPort}",
            ["DAPR_GRPC_PORT"] = $"{GrpcPort}",
            ["DAPR_METRICS_PORT"] = $"{MetricsPort}",
        };
        if (AppPort is not null)
        {
            variables["APP_PORT"] = $"{AppPort}";
        }

        foreach (var (name, value) in App.Environment)
        {
            variables[name] = value;
        }

        return variables;
    }
}
