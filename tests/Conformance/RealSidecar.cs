using System.Globalization;

namespace Platform.Conformance.Tests;

/// <summary>The daprd that the environment names, if any. README.md says how to start it.</summary>
internal static class RealSidecar
{
    public static bool IsNamed => Environment.GetEnvironmentVariable("DAPR_HTTP_ENDPOINT") is { Length: > 0 };

    /// <summary>A running daprd has the resources and apps it was started with; a test that needs others says so and is skipped.</summary>
    public static void SkipUnlessItCanServe(Setup setup)
    {
        Assert.SkipUnless(setup.IsStandard, "Needs resources or a start of its own; DAPR_HTTP_ENDPOINT names a sidecar that runs already.");
        foreach (var id in setup.Apps) Assert.SkipUnless(Named(id) is not null, $"Needs the sidecar of app {id}: set {Variable(id)}.");
    }

    public static Uri Endpoint(string id) => new(Named(id) ?? throw new InvalidOperationException($"{Variable(id)} is not set"));

    /// <summary>Its gRPC API; a test of it is skipped when the environment names none.</summary>
    public static Uri GrpcEndpoint(string id)
    {
        var variable = id is "a" ? "DAPR_GRPC_ENDPOINT" : $"DAPR_GRPC_ENDPOINT_{id.ToUpperInvariant()}";
        var named = Environment.GetEnvironmentVariable(variable);
        Assert.SkipUnless(named is { Length: > 0 }, $"Needs the gRPC API of app {id}: set {variable}.");
        return new Uri(named!);
    }

    /// <summary>Where this daprd was told to find its app: 6001 for a, 6002 for b.</summary>
    public static int AppPort(string id) =>
        int.Parse(
            Environment.GetEnvironmentVariable($"CONFORMANCE_APP_PORT_{id}") ?? (id is "a" ? "6001" : "6002"),
            CultureInfo.InvariantCulture);

    private static string? Named(string id) => Environment.GetEnvironmentVariable(Variable(id));

    private static string Variable(string id) => id is "a" ? "DAPR_HTTP_ENDPOINT" : $"DAPR_HTTP_ENDPOINT_{id.ToUpperInvariant()}";
}
