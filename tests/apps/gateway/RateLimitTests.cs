using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Gateway.Tests;

/// <summary>Limits of a gateway that has no state store, so it hears of no other replica.</summary>
public sealed class RateLimitTests : GatewayTest
{
    private const string Secret = "5555";

    [Fact]
    public async Task A_tenant_has_the_limits_of_its_entry_and_they_change_with_it()
    {
        Register(new() { RequestsPerSecond = 1, Burst = 3 });
        using var client = service.Client(tenant: "acme");

        Assert.Equal(("OK 3 2", "TooManyRequests 3 0"), await UntilRefusedAsync(client));

        Register(new() { RequestsPerSecond = 1, Burst = 5 });
        Assert.Equal(("OK 5 4", "TooManyRequests 5 0"), await UntilRefusedAsync(client));
    }

    [Fact]
    public async Task A_key_has_a_limit_of_its_own_within_its_tenants()
    {
        Register(new());
        using var client = service.Client(role: null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", $"rk_acme_k1_{Secret}");

        Assert.Equal(("OK 20 19", "TooManyRequests 5 0"), await UntilRefusedAsync(client));

        using var token = service.Client(tenant: "acme");
        Assert.StartsWith("OK 20", await CallAsync(token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_call_says_when_to_come_back()
    {
        Register(new() { RequestsPerSecond = 1, Burst = 1 });
        using var client = service.Client(tenant: "acme");
        await CallAsync(client);

        using var refused = await client.GetAsync("/api/v1/alerts", None);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.True(refused.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal("1", refused.Headers.GetValues("RateLimit-Reset").Single());
    }

    private void Register(TenantQuotas quotas) => service.Services.GetRequiredService<TenantDirectory>().Apply(new(
        1,
        [
            new()
            {
                Tenant = new("acme"),
                Status = TenantStatus.Active,
                Quotas = quotas,
                Roles = new Dictionary<string, IReadOnlyList<string>>(),
                Features = new Dictionary<string, bool>(),
                Keys = [new("k1", [1], KeyText.Hash([1], Secret), [Scopes.AlertsRead])],
            },
        ],
        IsLast: true));

    // A slow machine refills a bucket meanwhile, so the number of calls is not looked at.
    private static async Task<(string First, string Last)> UntilRefusedAsync(HttpClient client)
    {
        var first = await CallAsync(client);
        var last = first;
        for (var i = 0; i < 60 && last.StartsWith("OK", StringComparison.Ordinal); i++) last = await CallAsync(client);
        return (first, last);
    }

    private static async Task<string> CallAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/api/v1/alerts", None);
        return $"{answer.StatusCode} {Header(answer, "RateLimit-Limit")} {Header(answer, "RateLimit-Remaining")}";
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();
}
