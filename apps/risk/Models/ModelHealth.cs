using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Contracts;
using Platform.Risk.Scoring;

namespace Platform.Risk.Models;

/// <summary>
/// Which models of the tenants in memory are left out because they fail. Readiness names them; rules decide all the same.
/// </summary>
internal sealed class ModelHealth : IHealthCheck
{
    private readonly ConcurrentDictionary<TenantId, ScoringEngine> engines = [];

    /// <summary>Breakers that are open or half-open.</summary>
    public int LeftOut => engines.Values.Sum(engine => StatesOf(engine.Models).Count(state => state.State is not BreakerState.Closed));

    /// <summary>Follows the tenant's engine, in place of the one before.</summary>
    public void Follow(TenantId tenant, ScoringEngine engine) => engines[tenant] = engine;

    /// <summary>Forgets a tenant that left the memory.</summary>
    public void Forget(TenantId tenant) => engines.TryRemove(tenant, out _);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var open = engines.Values.SelectMany(engine => StatesOf(engine.Models)).Where(one => one.State is not BreakerState.Closed)
            .GroupBy(one => (one.Model, one.State)).OrderBy(group => group.Key)
            .Select(group => $"{group.Key.Model} {Words(group.Key.State)} for {group.Count()} tenants");

        return Task.FromResult(open.ToList() is { Count: > 0 } left
            ? HealthCheckResult.Degraded($"Rules decide without: {string.Join(", ", left)}.")
            : HealthCheckResult.Healthy());
    }

    private static string Words(BreakerState state) => state is BreakerState.Open ? "open" : "half-open";

    private static IEnumerable<(string Model, BreakerState State)> StatesOf(ModelSeats seats)
    {
        if (seats.ForestGuard is ModelBreaker forest) yield return (AnomalyModel.Name, forest.State);
        if (seats.EnsembleGuard is ModelBreaker ensemble) yield return (Platform.Scoring.FraudModel.Name, ensemble.State);
    }
}
