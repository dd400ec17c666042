using System.Net;
using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Workflows.Billing;

/// <summary>The bills of tenants, by service invocation.</summary>
internal sealed class TenantBills(DaprClient dapr)
{
    private const string App = "tenants";

    /// <summary>Tenants that changed after a position of the registry: from 0 on, all of them.</summary>
    public async Task<DirectoryPage> TenantsAsync(long after, CancellationToken ct) =>
        await dapr.InvokeMethodAsync<DirectoryRequest, DirectoryPage>(HttpMethod.Post, App, "internal/directory", new(after, []), ct)
        ?? throw new DaprException("The registry gave no answer.");

    /// <summary>Closes a month.</summary>
    /// <returns>Its invoice, the first one when it was closed before; null when the tenant is gone, or came after the month.</returns>
    /// <exception cref="InvocationException">The month is not over, or the service is away.</exception>
    public async Task<Invoice?> CloseAsync(TenantId tenant, string month, CancellationToken ct)
    {
        using var request = dapr.CreateInvokeMethodRequest(HttpMethod.Post, App, $"internal/bills/{tenant}/{month}/close");
        try
        {
            return await dapr.InvokeMethodAsync<Invoice>(request, ct);
        }
        catch (InvocationException e) when (e.StatusCode is HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
