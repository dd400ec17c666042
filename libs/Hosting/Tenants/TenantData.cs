using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Hosting;

/// <summary>What a service keeps of tenants, and how it comes and goes. Each step may be asked for twice.</summary>
public sealed record TenantData
{
    /// <summary>Makes what the service needs before a tenant's first request; null for nothing.</summary>
    public Func<TenantId, CancellationToken, Task>? Provision { get; init; }

    /// <summary>Removes what it keeps outside the tenant's schema, and says what that was; null for nothing.</summary>
    public Func<TenantId, CancellationToken, Task<IReadOnlyList<ErasedItem>>>? Erase { get; init; }
}

/// <summary>Lets the workflows of onboarding and erasure ask a service for its part.</summary>
public static class TenantDataRoutes
{
    /// <summary>Maps <c>/internal/tenant-data/{id}/provision</c> and <c>…/erase</c>, for other services only.</summary>
    /// <param name="app">The app.</param>
    /// <param name="data">What it keeps.</param>
    /// <returns>The same app.</returns>
    /// <exception cref="InvalidOperationException">APP_API_TOKEN is empty: anyone could call.</exception>
    public static WebApplication MapTenantData(this WebApplication app, TenantData data)
    {
        var group = app.MapSidecarOnly("/internal/tenant-data");
        group.MapPost("/{id}/provision", async (string id, CancellationToken ct) =>
        {
            if (data.Provision is { } provision) await provision(new(id), ct);
            return TypedResults.NoContent();
        });
        group.MapPost("/{id}/erase", async (string id, CancellationToken ct) =>
            TypedResults.Ok(data.Erase is { } erase ? await erase(new(id), ct) : []));
        return app;
    }
}
