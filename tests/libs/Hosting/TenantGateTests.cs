using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;

namespace Platform.Hosting.Tests;

public sealed class TenantGateTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TenantStatus.Active, HttpStatusCode.OK, "")]
    [InlineData(TenantStatus.Onboarding, HttpStatusCode.Forbidden, "tenant-onboarding")]
    [InlineData(TenantStatus.Suspended, HttpStatusCode.Forbidden, "tenant-suspended")]
    [InlineData(TenantStatus.Erasing, HttpStatusCode.Forbidden, "tenant-unknown")]
    [InlineData(TenantStatus.Erased, HttpStatusCode.Forbidden, "tenant-unknown")]
    public async Task Only_a_tenant_in_service_is_served(TenantStatus status, HttpStatusCode expected, string code)
    {
        await using var service = await StartAsync();
        Apply(service, TenantDirectoryTests.Entry("acme", status));

        using var answer = await service.As("acme", Roles.Admin).GetAsync("/mine", Ct);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Contains(code, await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_the_registry_is_read_callers_are_asked_to_come_again()
    {
        await using var service = await StartAsync();

        using var answer = await service.As("acme", Roles.Admin).GetAsync("/mine", Ct);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        using var ready = await service.Http.GetAsync("/readyz", Ct);
        Assert.Contains("has not been read", await ready.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_is_told_what_one_of_a_tenant_that_is_gone_is_told()
    {
        await using var service = await StartAsync();
        Apply(service, TenantDirectoryTests.Entry("gone", TenantStatus.Erased));

        var (stranger, gone) = (await TextAsync(service, "stranger"), await TextAsync(service, "gone"));

        Assert.Equal(stranger, gone);
    }

    [Fact]
    public async Task A_live_connection_ends_when_its_tenant_is_suspended()
    {
        await using var service = await StartAsync();
        Apply(service, TenantDirectoryTests.Entry("acme", TenantStatus.Active));
        await using var stream = await service.As("acme", Roles.Admin).GetStreamAsync("/live", Ct);
        Assert.Equal(1, await stream.ReadAsync(new byte[1], Ct));

        Apply(service, TenantDirectoryTests.Entry("acme", TenantStatus.Suspended));

        await Assert.ThrowsAnyAsync<IOException>(async () => await stream.ReadExactlyAsync(new byte[1], Ct));
    }

    [Theory]
    [InlineData("acme", Roles.Operator, HttpStatusCode.Forbidden)]
    [InlineData("acme", Roles.Admin, HttpStatusCode.Forbidden)]
    [InlineData("platform", Roles.Admin, HttpStatusCode.Forbidden)]
    [InlineData("platform", Roles.Operator, HttpStatusCode.OK)]
    public async Task An_operators_scope_counts_in_the_operators_tenant_only(string tenant, string role, HttpStatusCode expected)
    {
        await using var service = await StartAsync();
        Apply(service, TenantDirectoryTests.Entry("acme", TenantStatus.Active));

        using var answer = await service.As(tenant, role).GetAsync("/registry", Ct);

        Assert.Equal(expected, answer.StatusCode);
    }

    private static void Apply(TestService service, DirectoryEntry entry) =>
        service.Services.GetRequiredService<TenantDirectory>().Apply(new(1, [entry], IsLast: true));

    // The trace id is of the request.
    private static async Task<string> TextAsync(TestService service, string tenant)
    {
        using var answer = await service.As(tenant, Roles.Admin).GetAsync("/mine", Ct);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        return (await answer.Content.ReadAsStringAsync(Ct)).Split("traceId")[0];
    }

    private static Task<TestService> StartAsync() => TestService.StartAsync(
        app =>
        {
            app.MapGet("/mine", (TenantId tenant) => tenant.ToString());
            app.MapGet("/registry", () => "all").RequireScope(Scopes.TenantsRead);
            app.MapGet("/live", async (HttpContext context) =>
            {
                await context.Response.WriteAsync("x", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            });
        },
        settings: new() { ["Directory:Required"] = "true" });
}
