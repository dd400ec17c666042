using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Hosting;

/// <summary>Finds the state of a tenant: in a store of its own where its registry entry names one, in the common one else.</summary>
/// <param name="dapr">The sidecar.</param>
/// <param name="directory">Knows the tenants' entries.</param>
public sealed class TenantStates(DaprClient dapr, TenantDirectory directory)
{
    /// <summary>The component that tenants without a store of their own share.</summary>
    public const string Common = "statestore";

    private const string Kind = "state.";

    /// <summary>The state of a tenant as of now.</summary>
    /// <param name="tenant">Whose.</param>
    /// <returns>Its state; keep it no longer than the work at hand, since the registry may name another store.</returns>
    public TenantState Of(TenantId tenant) => In(StoreOf(tenant), tenant);

    /// <summary>The store of a tenant as of now.</summary>
    /// <param name="tenant">Whose.</param>
    /// <returns>Name of the component.</returns>
    public string StoreOf(TenantId tenant) => directory.Find(tenant)?.StateStore ?? Common;

    /// <summary>The state of a tenant in a store that is named, e.g. before the directory knows the tenant.</summary>
    /// <param name="store">Name of the component.</param>
    /// <param name="tenant">Whose.</param>
    /// <returns>Its state there.</returns>
    public TenantState In(string store, TenantId tenant) => new(dapr, tenant, store);

    /// <summary>Says no to a store of a tenant's own that the sidecar does not have.</summary>
    /// <param name="store">Name of the component, as a request gives it in <c>stateStore</c>; null for none.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>400 that names the field; null when a tenant can be put there.</returns>
    /// <exception cref="DaprException">The sidecar is away.</exception>
    public async Task<ValidationProblem?> ObjectionAsync(string? store, CancellationToken ct) =>
        store is null || await HasAsync(store, ct)
            ? null
            : TypedResults.ValidationProblem(
                new Dictionary<string, string[]> { ["stateStore"] = [$"The platform has no state store {store}."] });

    private async Task<bool> HasAsync(string store, CancellationToken ct) =>
        (await dapr.GetMetadataAsync(ct)).Components.Any(
            component => component.Name == store && component.Type.StartsWith(Kind, StringComparison.Ordinal));
}
