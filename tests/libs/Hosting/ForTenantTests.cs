using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;

namespace Platform.Hosting.Tests;

public sealed class ForTenantTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_calls_in_the_name_of_a_tenant_by_the_sidecar()
    {
        await using var service = await StartAsync(TenantStatus.Active);

        Assert.Equal((HttpStatusCode.OK, "acme"), await AskAsync(service, "/internal/for/acme/mine", TestService.SidecarToken));
    }

    [Theory]
    [InlineData("")]
    [InlineData("another")]
    public async Task Nobody_else_does(string token)
    {
        await using var service = await StartAsync(TenantStatus.Active);
        service.As("acme", Roles.Admin);

        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(service, "/internal/for/acme/mine", token)).Status);
    }

    [Theory]
    [InlineData(TenantStatus.Suspended)]
    [InlineData(TenantStatus.Erased)]
    public async Task A_tenant_out_of_service_is_not_served_this_way_either(TenantStatus status)
    {
        await using var service = await StartAsync(status);

        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(service, "/internal/for/acme/mine", TestService.SidecarToken)).Status);
    }

    [Fact]
    public async Task What_is_no_tenant_is_not_found()
    {
        await using var service = await StartAsync(TenantStatus.Active);

        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(service, "/internal/for/A_B/mine", TestService.SidecarToken)).Status);
    }

    private static async Task<TestService> StartAsync(TenantStatus status)
    {
        var service = await TestService.StartAsync(
            app => app.MapForTenant().MapGet("/mine", (TenantId tenant) => tenant.ToString()),
            settings: new() { ["Directory:Required"] = "true" });
        var entry = TenantDirectoryTests.Entry("acme", status);
        service.Services.GetRequiredService<TenantDirectory>().Apply(new(1, [entry], IsLast: true));
        return service;
    }

    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(TestService service, string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token.Length > 0) request.Headers.Add("dapr-api-token", token);
        using var answer = await service.Http.SendAsync(request, Ct);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }
}
