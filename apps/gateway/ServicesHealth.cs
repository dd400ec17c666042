using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Dapr;

namespace Platform.Gateway;

/// <summary>The gateway is ready when the services behind it are. Asked at most once a second, however often probes come.</summary>
internal sealed class ServicesHealth(DaprClient dapr, TimeProvider time) : IHealthCheck, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    // Nobody waits for a training: when the service that trains is away, events are decided all the same.
    private static readonly string[] Apps = [.. GatewayApi.Routes.Select(route => route.App).Distinct().Where(app => app is not "trainer")];

    private readonly SemaphoreSlim turn = new(1);
    private HealthCheckResult latest;
    private long askedAt;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (askedAt is 0 || time.GetElapsedTime(askedAt) > Freshness)
            {
                latest = await AskAllAsync(cancellationToken);
                askedAt = time.GetTimestamp();
            }

            return latest;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task<HealthCheckResult> AskAllAsync(CancellationToken ct)
    {
        var ready = await Task.WhenAll(Apps.Select(app => IsReadyAsync(app, ct)));
        string[] away = [.. Apps.Where((_, i) => !ready[i])];
        return away is [] ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"Not ready: {string.Join(", ", away)}.");
    }

    private async Task<bool> IsReadyAsync(string app, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            using var request = dapr.CreateInvokeMethodRequest(HttpMethod.Get, app, "readyz");
            using var response = await dapr.InvokeMethodWithResponseAsync(request, patience.Token);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is DaprException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }
}
