using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.System.Tests.Tenants;

/// <summary>Someone who runs the platform, with the public API only.</summary>
internal sealed class Operator(Running platform) : IDisposable
{
    private readonly HttpClient client = platform.Client(TenantId.Operators.ToString(), Roles.Operator);

    public HttpClient Client => client;

    public Task<HttpResponseMessage> OnboardAsync(string id) =>
        SendAsync("POST", "tenants", $$"""{"id":"{{id}}","name":"Acme","contact":"ops@acme.example"}""");

    /// <summary>Onboards a tenant and waits until every service serves it.</summary>
    public async Task ActiveAsync(string id)
    {
        using var answer = await OnboardAsync(id);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await Eventually.HoldsAsync(async () => await StatusAsync(id) is TenantStatus.Active, $"{id} is active");
        using var member = platform.Client(id);
        // One path of each service: each looks at the registry by itself.
        foreach (var path in (string[])["alerts", "decisions", "imports", "tenant", "audit"])
        {
            await Eventually.HoldsAsync(
                async () => (await member.GetAsync(path, Running.Stop)).IsSuccessStatusCode, $"{path} of {id} is served");
        }
    }

    public async Task<TenantStatus?> StatusAsync(string id)
    {
        using var answer = await client.GetAsync($"tenants/{id}", Running.Stop);
        return answer.IsSuccessStatusCode
            ? (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.Tenant, Running.Stop))!.Status
            : null;
    }

    public async Task<ErasureCertificate> CertificateAsync(string id)
    {
        ErasureCertificate? certificate = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                using var answer = await client.GetAsync($"tenants/{id}/certificate", Running.Stop);
                if (!answer.IsSuccessStatusCode) return false;
                var text = await answer.Content.ReadAsStringAsync(Running.Stop);
                certificate = JsonSerializer.Deserialize(text, ContractsJson.Default.ErasureCertificate);
                return true;
            },
            $"{id} has a certificate");
        return certificate!;
    }

    public async Task<HttpResponseMessage> SendAsync(string method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(new(method), path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        return await client.SendAsync(request, Running.Stop);
    }

    public void Dispose() => client.Dispose();
}
