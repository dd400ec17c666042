using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Postgres;
using static Platform.Tenants.Tests.TenantsFixture;

namespace Platform.Tenants.Tests;

public sealed class ErasureTests(TenantsFixture fixture)
{
    private static readonly ErasureRecord record = new("boss", [new("risk", "entities", 7)]);

    [Fact]
    public async Task An_erased_tenant_leaves_a_certificate_that_its_key_confirms_and_nothing_else()
    {
        var id = await ErasingAsync();
        var database = fixture.Service.Services.GetRequiredService<TenantDatabase>();
        await database.MigrateAsync(new(id), Ct);
        Assert.NotEmpty(await database.CountAsync(new(id), Ct));

        var certificate = await FinishAsync(id);

        Assert.True(IsGenuine(certificate));
        Assert.False(IsGenuine(certificate with { RequestedBy = "someone else" }));
        Assert.Equal(record.Items, certificate.Items);
        Assert.Empty(await database.CountAsync(new(id), Ct));
        var entry = await fixture.Operator.GetFromJsonAsync($"/tenants/{id}", ContractsJson.Default.Tenant, Ct);
        Assert.Equal((TenantStatus.Erased, "", ""), (entry!.Status, entry.Name, entry.Contact));
    }

    [Fact]
    public async Task Finished_twice_the_first_certificate_counts()
    {
        var id = await ErasingAsync();

        var (first, second) = (await FinishAsync(id), await FinishAsync(id));

        Assert.Equal(first.Signature, second.Signature);
    }

    [Fact]
    public async Task A_tenant_in_service_is_not_erased_and_an_erased_id_is_never_given_again()
    {
        var (active, erased) = (await fixture.ActiveAsync(), await ErasingAsync());
        await FinishAsync(erased);
        using var sidecar = fixture.Service.Sidecar();

        using var refused = await sidecar.PostAsJsonAsync(
            $"/internal/tenants/{active}/erased", record, ContractsJson.Default.ErasureRecord, Ct);
        using var again = await sidecar.PostAsJsonAsync("/internal/tenants?by=x", Request(erased), ContractsJson.Default.NewTenant, Ct);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(sidecar, "POST", $"/internal/tenants/{erased}/erasing?by=x"));
    }

    [Fact]
    public async Task An_operator_reads_the_certificate_and_a_tenant_without_one_has_none()
    {
        var (active, erased) = (await fixture.ActiveAsync(), await ErasingAsync());
        await FinishAsync(erased);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(fixture.Operator, "GET", $"/tenants/{erased}/certificate"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(fixture.Operator, "GET", $"/tenants/{active}/certificate"));
    }

    private async Task<string> ErasingAsync()
    {
        var id = await fixture.ActiveAsync();
        using var sidecar = fixture.Service.Sidecar();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(sidecar, "POST", $"/internal/tenants/{id}/erasing?by=boss"));
        return id;
    }

    private async Task<ErasureCertificate> FinishAsync(string id)
    {
        using var sidecar = fixture.Service.Sidecar();
        using var answer = await sidecar.PostAsJsonAsync($"/internal/tenants/{id}/erased", record, ContractsJson.Default.ErasureRecord, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.ErasureCertificate, Ct))!;
    }

    // As anyone would: the JSON of the certificate without key and signature.
    private static bool IsGenuine(ErasureCertificate certificate)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(certificate.PublicKey!), out _);
        var plain = certificate with { PublicKey = null, Signature = null };
        var signed = JsonSerializer.SerializeToUtf8Bytes(plain, ContractsJson.Default.ErasureCertificate);
        return key.VerifyData(signed, Convert.FromBase64String(certificate.Signature!), HashAlgorithmName.SHA256);
    }
}
