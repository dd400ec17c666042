using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Platform.Dapr;
using Platform.Hosting;
using Platform.Local;

namespace Platform.Gateway.Tests;

/// <summary>What counts and shares limits in one replica of the gateway, on a sidecar and a clock that replicas have in common.</summary>
internal sealed class Replica : IDisposable
{
    private readonly RequestBuckets buckets;
    private readonly ShareLimits shares;

    public Replica(Uri sidecar, TimeProvider time, GatewayOptions settings)
    {
        var options = Options.Create(settings);
        var directory = new TenantDirectory(isRequired: false);
        var states = new TenantStates(new DaprClient(new DaprClientOptions { HttpEndpoint = sidecar }), directory);
        buckets = new(options, directory, time);
        shares = new(buckets, new ReplicaBoard(states, options, time), options, time, NullLogger<ShareLimits>.Instance);
    }

    public Task ShareAsync() => shares.ShareAsync(TestContext.Current.CancellationToken);

    /// <summary>Asks a number of times.</summary>
    /// <returns>How often it was let through.</returns>
    public int Ask(string tenant, int times) => Enumerable.Range(0, times).Count(_ => buckets.OfTenant(new(tenant)).Take().IsGranted);

    public int AskWithKey(string tenant, int times) =>
        Enumerable.Range(0, times).Count(_ => buckets.OfKey(new(tenant), "key:k1").Take().IsGranted);

    public void Dispose() => shares.Dispose();

    public static Task<LocalHost> StartSidecarAsync(int httpPort = 0) => LocalHost.StartAsync(
        new() { Apps = [new("gateway") { HttpPort = httpPort }], Resources = [StateStore] }, TestContext.Current.CancellationToken);

    public const string StateStore = """
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {name: statestore}
        spec: {type: state.in-memory, version: v1, metadata: []}
        """;
}
