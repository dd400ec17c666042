using System.Net;
using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Workflows.Tenants;

/// <summary>The registry, and what every service does for a tenant, by service invocation.</summary>
internal sealed class TenantRegistry(DaprClient dapr)
{
    private const string App = "tenants";

    /// <summary>The services that keep something of a tenant.</summary>
    public static IReadOnlyList<string> Services { get; } = ["ingest", "risk", "alerts", "trainer", "models", "audit", "tenants"];

    /// <summary>Enters a tenant; null when the id is taken.</summary>
    public Task<Tenant?> EnterAsync(NewTenant request, string by, CancellationToken ct) =>
        AskAsync<NewTenant, Tenant>($"internal/tenants?by={Uri.EscapeDataString(by)}", request, ct);

    /// <summary>One tenant; null when there is none.</summary>
    public async Task<Tenant?> FindAsync(TenantId tenant, CancellationToken ct)
    {
        using var request = dapr.CreateInvokeMethodRequest(HttpMethod.Get, App, $"internal/tenants/{tenant}");
        try
        {
            return await dapr.InvokeMethodAsync<Tenant>(request, ct);
        }
        catch (InvocationException e) when (e.StatusCode is HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Moves a tenant on in its life; null when that is not possible.</summary>
    public Task<Tenant?> MoveAsync(TenantId tenant, string step, string by, CancellationToken ct) =>
        AskAsync<string, Tenant>($"internal/tenants/{tenant}/{step}?by={Uri.EscapeDataString(by)}", "", ct);

    /// <summary>Undoes an onboarding.</summary>
    public async Task AbandonAsync(TenantId tenant, CancellationToken ct)
    {
        using var request = dapr.CreateInvokeMethodRequest(HttpMethod.Post, App, $"internal/tenants/{tenant}/abandon");
        await dapr.InvokeMethodAsync(request, ct);
    }

    /// <summary>Ends an erasure; null when the tenant is not being erased.</summary>
    public Task<ErasureCertificate?> FinishErasureAsync(TenantId tenant, ErasureRecord record, CancellationToken ct) =>
        AskAsync<ErasureRecord, ErasureCertificate>($"internal/tenants/{tenant}/erased", record, ct);

    /// <summary>Has a service make what it needs for a tenant.</summary>
    public async Task ProvisionAsync(string service, TenantId tenant, CancellationToken ct)
    {
        using var request = dapr.CreateInvokeMethodRequest(HttpMethod.Post, service, $"internal/tenant-data/{tenant}/provision");
        await dapr.InvokeMethodAsync(request, ct);
    }

    /// <summary>Has a service remove what it keeps of a tenant.</summary>
    public async Task<IReadOnlyList<ErasedItem>> EraseAsync(string service, TenantId tenant, CancellationToken ct)
    {
        using var request = dapr.CreateInvokeMethodRequest(HttpMethod.Post, service, $"internal/tenant-data/{tenant}/erase");
        return await dapr.InvokeMethodAsync<IReadOnlyList<ErasedItem>>(request, ct) ?? [];
    }

    /// <summary>Counts what the database holds of a tenant.</summary>
    public async Task<IReadOnlyList<ErasedItem>> CountAsync(TenantId tenant, CancellationToken ct)
    {
        using var request = dapr.CreateInvokeMethodRequest(HttpMethod.Get, App, $"internal/tenants/{tenant}/contents");
        return await dapr.InvokeMethodAsync<IReadOnlyList<ErasedItem>>(request, ct) ?? [];
    }

    /// <summary>The tables of a tenant, by name.</summary>
    public async Task<string[]> TablesAsync(TenantId tenant, CancellationToken ct)
    {
        using var request = dapr.CreateInvokeMethodRequest(HttpMethod.Get, App, $"internal/tenants/{tenant}/tables");
        return await dapr.InvokeMethodAsync<string[]>(request, ct) ?? [];
    }

    /// <summary>A table's rows as they are read, then a line with their number.</summary>
    public async Task<HttpResponseMessage> OpenTableAsync(TenantId tenant, string table, CancellationToken ct)
    {
        using var request = dapr.CreateInvokeMethodRequest(
            HttpMethod.Get, App, $"internal/tenants/{tenant}/tables/{Uri.EscapeDataString(table)}");
        var response = await dapr.InvokeMethodWithResponseAsync(request, ct);
        if (response.IsSuccessStatusCode) return response;

        using (response) throw new DaprException($"Reading the table {table} was answered with {(int)response.StatusCode}.");
    }

    private async Task<TResponse?> AskAsync<TRequest, TResponse>(string path, TRequest body, CancellationToken ct) where TResponse : class
    {
        try
        {
            return await dapr.InvokeMethodAsync<TRequest, TResponse>(HttpMethod.Post, App, path, body, ct);
        }
        catch (InvocationException e) when (e.StatusCode is HttpStatusCode.Conflict)
        {
            return null;
        }
    }
}
