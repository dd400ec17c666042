using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;

namespace Platform.Hosting.Tests;

public sealed class ServiceTokenTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_calls_in_the_name_of_a_tenant_with_the_rights_of_a_role()
    {
        await using var service = await TestService.StartAsync(app =>
        {
            app.MapGet("/mine", (TenantId tenant) => tenant.ToString()).RequireScope(Scopes.EventsWrite);
            app.MapGet("/alerts", () => "alerts").RequireScope(Scopes.AlertsRead);
        });
        var tokens = service.Services.GetRequiredService<IServiceTokens>();
        service.Http.DefaultRequestHeaders.Authorization = new("Bearer", await tokens.TokenAsync(new("acme"), Roles.Service, Ct));

        Assert.Equal("acme", await service.Http.GetStringAsync("/mine", Ct));
        using var forbidden = await service.Http.GetAsync("/alerts", Ct);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, forbidden.StatusCode);
    }

    [Fact]
    public async Task A_service_token_says_which_service_it_is()
    {
        await using var service = await TestService.StartAsync(_ => { });
        var token = await service.Services.GetRequiredService<IServiceTokens>().TokenAsync(new("acme"), Roles.Service, Ct);

        var caller = (await service.Tokens.VerifyAsync(token, Ct)).Caller;

        Assert.StartsWith("service:", caller?.FindFirst(PlatformClaims.Subject)?.Value, StringComparison.Ordinal);
    }
}
