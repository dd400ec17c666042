using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Platform.Dapr;
using Platform.Workflows.Housekeeping;

namespace Platform.Workflows.Tests;

/// <summary>A tenant's daily work, from the job that is due to what it has done.</summary>
public sealed class DailyScheduleTests(WorkflowsFixture fixture) : IClassFixture<WorkflowsFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DaprWorkflowClient Workflows => fixture.Service.Services.GetRequiredService<DaprWorkflowClient>();

    [Fact]
    public async Task Two_schedulers_on_one_day_start_the_work_once()
    {
        using var sidecar = fixture.Service.Sidecar();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => sidecar.PostAsync("/job/daily-twins", null, Ct)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var state = await Workflows.WaitForWorkflowCompletionAsync(Instance("twins"), ct: Ct);
        using var late = await sidecar.PostAsync("/job/daily-twins", null, Ct);
        var after = await Workflows.GetWorkflowStateAsync(Instance("twins"), ct: Ct);

        Assert.Equal(nameof(DailyHousekeeping), state.Name);
        Assert.Equal(state.CreatedAt, after!.CreatedAt);
        Assert.Equal(new(0, 0), state.ReadOutputAs<DailyReport>());
    }

    [Theory]
    [InlineData("daily-Not%20A%20Tenant")]
    [InlineData("weekly-demo")]
    public async Task A_job_of_another_name_is_passed_over(string job)
    {
        using var answer = await fixture.Service.Sidecar().PostAsync($"/job/{job}", null, Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_caller_that_is_not_the_sidecar_starts_nothing()
    {
        using var answer = await fixture.Client("demo").PostAsync("/job/daily-forged", null, Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Null(await Workflows.GetWorkflowStateAsync(Instance("forged"), ct: Ct));
    }

    private static string Instance(string tenant) =>
        DailySchedule.InstanceOf(new(tenant), $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}");
}
