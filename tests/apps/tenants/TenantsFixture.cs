using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Local.Postgres;

[assembly: AssemblyFixture(typeof(Platform.Tenants.Tests.TenantsFixture))]

namespace Platform.Tenants.Tests;

/// <summary>One running registry for all tests; each test has tenants to itself.</summary>
public sealed class TenantsFixture : IAsyncLifetime
{
    private int tenants;

    internal Service<RegistryStore> Service { get; private set; } = null!;

    internal HttpClient Operator => Service.Client(Roles.Operator, TenantId.Operators.ToString());

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var postgres = await EmbeddedPostgres.SharedForTestsAsync();
        Service = await Service<RegistryStore>.StartAsync(
            new("tenants")
            {
                Postgres = await postgres.NewDatabaseAsync(),
                Settings = new() { ["Directory:PollSeconds"] = "1" },
                Components = ["""
                    apiVersion: dapr.io/v1alpha1
                    kind: Component
                    metadata: {name: secrets}
                    spec: {type: secretstores.local.env, version: v1}
                    ---
                    apiVersion: dapr.io/v1alpha1
                    kind: Component
                    metadata: {name: statestore}
                    spec: {type: state.in-memory, version: v1}
                    """],
            },
            default);
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    internal string NewId() => $"tenant-{Interlocked.Increment(ref tenants)}";

    internal static NewTenant Request(string id) => new() { Id = id, Name = "Acme", Contact = "ops@acme.example" };

    /// <summary>Enters a tenant as the onboarding does, takes it into service, and waits until the service has looked.</summary>
    internal async Task<string> ActiveAsync()
    {
        var id = NewId();
        await ActivateAsync(Service, Request(id));
        return id;
    }

    /// <summary>The same with a registry and a tenant of the caller's.</summary>
    internal static async Task ActivateAsync(Service<RegistryStore> service, NewTenant request)
    {
        using var sidecar = service.Sidecar();
        using var entered = await sidecar.PostAsJsonAsync("/internal/tenants?by=tester", request, ContractsJson.Default.NewTenant, Ct);
        Assert.Equal(HttpStatusCode.OK, entered.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(sidecar, "POST", $"/internal/tenants/{request.Id}/activate?by=tester"));
        var directory = service.Services.GetRequiredService<TenantDirectory>();
        await Eventually.HoldsAsync(() => directory.Find(new(request.Id))?.Status is TenantStatus.Active);
    }

    internal static async Task<HttpStatusCode> StatusAsync(HttpClient client, string method, string path, string? json = null)
    {
        using var response = await SendAsync(client, method, path, json);
        return response.StatusCode;
    }

    internal static async Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(new(method), path);
        if (json is not null) request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        return await client.SendAsync(request, Ct);
    }
}
