using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Local;
using Platform.Workflows.Housekeeping;

namespace Platform.Workflows.Tests;

/// <summary>The whole path of the daily work: a job that the scheduler fires, the app's endpoint, the workflow, what it removes.</summary>
public sealed class DailyJobTests : IAsyncLifetime
{
    private const string Tenant = "demo";

    private static readonly DateTimeOffset firstTick = new(2026, 1, 1, 3, 30, 0, TimeSpan.Zero);
    private static readonly TimeSpan day = TimeSpan.FromDays(1);

    private readonly ManualTime time = new();
    private readonly WorkflowsFixture fixture;

    public DailyJobTests() => fixture = new()
    {
        Time = time,
        Settings = new()
        {
            ["Workflows:DailySchedule"] = "TZ=UTC 0 30 3,5 * * *",
            ["Workflows:LeftoverDays"] = "1",
            // Not on the days of these tests: the clock is moved from one tick of the daily job to its next.
            ["Closing:Schedule"] = "TZ=UTC 0 0 4 15 * *",
            ["Workflows:RetentionDays"] = "2",
        },
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DaprWorkflowClient Workflows => fixture.Service.Services.GetRequiredService<DaprWorkflowClient>();

    public ValueTask InitializeAsync() => fixture.InitializeAsync();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task The_job_starts_the_days_work_which_removes_what_is_due()
    {
        using var client = await ImportAsync();
        fixture.Put(Tenant, ".imports/a1/chunk-000001.ndjson", "left by a crash");

        Assert.Equal(new(0, 0), await WorkOfAsync(firstTick));
        Assert.True(fixture.HasLeftovers(Tenant, "a1"));

        await FireAsync(firstTick.AddHours(2));
        Assert.Equal(new(1, 0), await WorkOfAsync(firstTick + day));
        Assert.False(fixture.HasLeftovers(Tenant, "a1"));
        Assert.Equal(ImportStatus.Completed, (await WorkflowsFixture.GetAsync(client, "a1")).Status);

        await FireAsync(firstTick.AddHours(2) + day);
        Assert.Equal(new(0, 1), await WorkOfAsync(firstTick + 2 * day));
        using var forgotten = await client.GetAsync("/imports/a1", Ct);
        Assert.Equal(HttpStatusCode.NotFound, forgotten.StatusCode);
        Assert.Equal([Instance(firstTick + day), Instance(firstTick + 2 * day)], await InstancesAsync());
    }

    [Fact]
    public async Task A_second_firing_on_one_date_starts_nothing()
    {
        using var client = await ImportAsync();
        await WorkOfAsync(firstTick);
        var first = await Workflows.GetWorkflowStateAsync(Instance(firstTick), ct: Ct);

        await FireAsync(firstTick.AddHours(2));
        await AsleepUntilAsync(firstTick + day);

        var second = await Workflows.GetWorkflowStateAsync(Instance(firstTick), ct: Ct);
        Assert.Equal((first!.CreatedAt, first.LastUpdatedAt), (second!.CreatedAt, second.LastUpdatedAt));
        Assert.Equal([Instance(firstTick), "import-demo-a1"], await InstancesAsync());
    }

    // The first import of a tenant schedules its job through the sidecar.
    private async Task<HttpClient> ImportAsync()
    {
        var client = fixture.Client(Tenant);
        fixture.Put(Tenant, "f.csv", WorkflowsFixture.Rows("daily", 10));
        await WorkflowsFixture.StartAsync(client, new() { File = "f.csv", Id = "a1" });
        Assert.Equal(ImportStatus.Completed, (await WorkflowsFixture.EndAsync(client, "a1")).Status);
        return client;
    }

    private async Task<DailyReport?> WorkOfAsync(DateTimeOffset tick)
    {
        await FireAsync(tick);
        WorkflowState? state = null;
        await Eventually.HoldsAsync(
            async () => (state = await Workflows.GetWorkflowStateAsync(Instance(tick), ct: Ct)) is { IsWorkflowCompleted: true },
            $"the work of {tick:yyyy-MM-dd} ends",
            () => time.Advance(TimeSpan.FromMilliseconds(10)));
        return state!.ReadOutputAs<DailyReport>();
    }

    private async Task FireAsync(DateTimeOffset tick)
    {
        await AsleepUntilAsync(tick);
        time.Advance(tick.AddSeconds(1) - time.GetUtcNow());
    }

    // The scheduler sets its clock for the next tick when the last one has been taken: only then may the test move the clock far.
    private Task AsleepUntilAsync(DateTimeOffset tick) => Eventually.HoldsAsync(
        () => time.Due.Any(due => due >= tick && due < tick.AddMinutes(1)),
        $"the job sleeps until {tick:u}",
        () => time.Advance(TimeSpan.FromMilliseconds(10)));

    private async Task<IEnumerable<string>> InstancesAsync() =>
        (await Workflows.ListInstanceIdsAsync(ct: Ct)).Keys.Order(StringComparer.Ordinal);

    private static string Instance(DateTimeOffset tick) => DailySchedule.InstanceOf(new(Tenant), $"{tick:yyyy-MM-dd}");
}
