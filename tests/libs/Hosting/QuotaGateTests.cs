using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Local;

namespace Platform.Hosting.Tests;

public sealed class QuotaGateTests : IAsyncLifetime
{
    private readonly ManualTime time = new();
    private TestService service = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => service = await TestService.StartAsync(
        app =>
        {
            app.MapPost("/events", () => "taken").UsesQuotas(Quota.Events, Quota.Storage);
            app.MapGet("/events", () => "read");
        },
        services => services.AddSingleton<TimeProvider>(time));

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Fact]
    public async Task From_80_percent_on_an_answer_warns()
    {
        Use(new(Quota.Events, 83, NextMonth), new QuotaUse(Quota.Scores, 99, NextMonth), new QuotaUse(Quota.Storage, 80));

        using var answer = await PostAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["events; used=83", "storage; used=80"], answer.Headers.GetValues(QuotaGate.Header));
    }

    [Fact]
    public async Task From_100_percent_on_a_call_is_refused_by_the_name_of_the_quota()
    {
        Use(new QuotaUse(Quota.Events, 100, NextMonth));

        using var answer = await PostAsync();
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);

        Assert.Equal(HttpStatusCode.PaymentRequired, answer.StatusCode);
        Assert.Equal("quota-exhausted", problem.GetProperty("code").GetString());
        Assert.Equal("events", problem.GetProperty("quota").GetProperty("name").GetString());
        Assert.Equal(NextMonth, problem.GetProperty("quota").GetProperty("resetsAt").GetDateTimeOffset());
        Assert.Contains("2026-02-01 00:00 UTC", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_route_does_not_use_and_another_tenants_quota_do_not_matter()
    {
        Use(new QuotaUse(Quota.Scores, 100, NextMonth));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync()).StatusCode);

        Use(new QuotaUse(Quota.Events, 100, NextMonth));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("rival")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await service.As("acme", Roles.Admin).GetAsync("/events", Ct)).StatusCode);
    }

    [Fact]
    public async Task The_turn_of_the_month_lifts_what_the_month_used_and_not_the_storage()
    {
        Use(new QuotaUse(Quota.Events, 100, NextMonth));
        Assert.Equal(HttpStatusCode.PaymentRequired, (await PostAsync()).StatusCode);

        time.Advance(NextMonth - time.GetUtcNow());
        Assert.Equal(HttpStatusCode.OK, (await PostAsync()).StatusCode);

        Use(new QuotaUse(Quota.Storage, 100));
        Assert.Equal(HttpStatusCode.PaymentRequired, (await PostAsync()).StatusCode);
    }

    [Fact]
    public async Task A_raised_quota_lets_calls_through_as_soon_as_the_directory_has_it()
    {
        Use(new QuotaUse(Quota.Events, 100, NextMonth));
        Assert.Equal(HttpStatusCode.PaymentRequired, (await PostAsync()).StatusCode);

        Use();

        Assert.Equal(HttpStatusCode.OK, (await PostAsync()).StatusCode);
    }

    private static DateTimeOffset NextMonth { get; } = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);

    private void Use(params QuotaUse[] used) => service.Services.GetRequiredService<TenantDirectory>().Apply(
        new(1, [TenantDirectoryTests.Entry("acme", TenantStatus.Active) with { UsedQuotas = used }], IsLast: true));

    private Task<HttpResponseMessage> PostAsync(string tenant = "acme") => service.As(tenant, Roles.Admin).PostAsync("/events", null, Ct);
}
