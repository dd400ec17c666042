using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Workflows.Tenants;

/// <summary>What an erasure found.</summary>
internal sealed record ErasureTask(string Tenant, string By, ErasedItem[] Items);

/// <summary>
/// Removes a tenant for good: once every service knows that it is not served any more, each removes what it keeps; then its tables, schema
/// and role go, and a signed certificate says what that was.
/// </summary>
internal sealed class EraseTenant : Workflow<TenantTask, ErasureCertificate>
{
    // Services look at the registry every two seconds; what they had begun by then needs some more.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    private static readonly WorkflowTaskOptions Patient =
        new(new WorkflowRetryPolicy(50, TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(5)));

    public override async Task<ErasureCertificate> RunAsync(WorkflowContext context, TenantTask input)
    {
        await context.CreateTimer(Settled);
        var services = TenantRegistry.Services.Select(service => context.CallActivityAsync<ErasedItem[]>(
            nameof(EraseService), new ServiceTask(service, input.Tenant), Patient));
        var erased = (await Task.WhenAll(services)).SelectMany(items => items).ToList();
        erased.AddRange(await context.CallActivityAsync<ErasedItem[]>(nameof(EraseImports), input, Patient));
        erased.AddRange(await context.CallActivityAsync<ErasedItem[]>(nameof(CountRows), input, Patient));
        return await context.CallActivityAsync<ErasureCertificate>(
            nameof(CertifyErasure), new ErasureTask(input.Tenant, input.By, [.. erased]), Patient);
    }
}
