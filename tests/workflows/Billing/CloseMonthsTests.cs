using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Workflows.Billing;

namespace Platform.Workflows.Tests;

/// <summary>The close of a month, from the job that is due to the invoices of all tenants.</summary>
public sealed class CloseMonthsTests : IAsyncLifetime
{
    private StubBills bills = null!;
    private Service<WorkflowsOptions> service = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Month => ClosingSchedule.MonthBefore(TimeProvider.System.GetUtcNow());

    private DaprWorkflowClient Workflows => service.Services.GetRequiredService<DaprWorkflowClient>();

    public async ValueTask InitializeAsync()
    {
        bills = await StubBills.StartAsync();
        service = await Service<WorkflowsOptions>.StartAsync(
            new("workflows")
            {
                OtherApps = new() { ["tenants"] = bills.Port },
                Components = [ActorStores.InMemoryForAll],
            },
            Ct);
        await Eventually.HoldsAsync(() => service.Host.IsUp("tenants"));
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await bills.DisposeAsync();
    }

    [Fact]
    public async Task Month_before_is_closed_for_every_tenant_that_is_or_was_in_service()
    {
        bills.Tenants.AddRange([
            ("alpha", TenantStatus.Active), ("beta", TenantStatus.Onboarding), ("gamma", TenantStatus.Suspended),
            ("delta", TenantStatus.Erasing), ("gone", TenantStatus.Active), ("omega", TenantStatus.Active),
        ]);

        await RunJobAsync();
        var round = await Workflows.WaitForWorkflowCompletionAsync(ClosingSchedule.InstanceOf(Month), ct: Ct);
        foreach (var tenant in new[] { "alpha", "gamma", "omega" })
            Assert.Equal($"invoice-{tenant}-{Month}", await ResultOf(tenant));

        Assert.Equal(4, round.ReadOutputAs<int>());
        Assert.Null(await ResultOf("gone"));
        Assert.Equal([$"alpha {Month}", $"gamma {Month}", $"omega {Month}"], bills.Closed.Order());
    }

    [Fact]
    public async Task Job_that_comes_again_closes_nothing_twice()
    {
        bills.Tenants.Add(("alpha", TenantStatus.Active));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RunJobAsync()));
        await Workflows.WaitForWorkflowCompletionAsync(ClosingSchedule.InstanceOf(Month), ct: Ct);
        await ResultOf("alpha");
        var round = await Workflows.GetWorkflowStateAsync(ClosingSchedule.InstanceOf(Month), ct: Ct);
        await RunJobAsync();

        Assert.Equal(round!.CreatedAt, (await Workflows.GetWorkflowStateAsync(ClosingSchedule.InstanceOf(Month), ct: Ct))!.CreatedAt);
        Assert.Single(bills.Closed);
    }

    [Fact]
    public async Task Round_that_is_repeated_starts_no_tenant_twice()
    {
        bills.Tenants.Add(("alpha", TenantStatus.Active));
        Assert.Equal(1, await RoundAsync("first"));
        await ResultOf("alpha");

        Assert.Equal(0, await RoundAsync("second"));
        Assert.Single(bills.Closed);
    }

    [Fact]
    public async Task Service_that_is_away_is_asked_again()
    {
        bills.Tenants.Add(("alpha", TenantStatus.Active));
        bills.Refuse(2);

        await RunJobAsync();
        await Workflows.WaitForWorkflowCompletionAsync(ClosingSchedule.InstanceOf(Month), ct: Ct);

        Assert.Equal($"invoice-alpha-{Month}", await ResultOf("alpha"));
        Assert.Single(bills.Closed);
    }

    [Theory]
    [InlineData("2026-03-01T04:00:00Z", "2026-02")]
    [InlineData("2026-01-01T04:00:00Z", "2025-12")]
    [InlineData("2026-03-31T23:00:00Z", "2026-02")]
    public void Month_before_is_that_of_utc(string now, string month) => Assert.Equal(
        month, ClosingSchedule.MonthBefore(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)));

    private async Task<int> RoundAsync(string instance)
    {
        await Workflows.ScheduleNewWorkflowAsync(nameof(CloseMonths), instance, new ClosingRound(Month, 0), ct: Ct);
        return (await Workflows.WaitForWorkflowCompletionAsync(instance, ct: Ct)).ReadOutputAs<int>();
    }

    private async Task RunJobAsync()
    {
        using var sidecar = service.Sidecar();
        using var answer = await sidecar.PostAsync($"/job/{ClosingSchedule.Job}", null, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<string?> ResultOf(string tenant)
    {
        var state = await Workflows.WaitForWorkflowCompletionAsync(StartClosings.InstanceOf(new(tenant), Month), ct: Ct);
        Assert.Equal(WorkflowRuntimeStatus.Completed, state.RuntimeStatus);
        return state.ReadOutputAs<string?>();
    }
}
