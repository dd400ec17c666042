using Platform.Dapr.Testing;

namespace Platform.Dapr.Tests.Workflows;

public sealed class RecordedHistoryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_recorded_history_replays_against_the_same_code()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, (await RecordAsync()).ToJson(), Ct);
            await WorkflowReplay.VerifyAsync(file, o => o.RegisterWorkflow<int, int>("Order", TwoSteps), Ct);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Changed_code_is_found_and_the_step_is_named()
    {
        var history = await RecordAsync();

        var error = await Assert.ThrowsAsync<WorkflowDivergedException>(() => WorkflowReplay.VerifyAsync(
            history, o => o.RegisterWorkflow<int, int>("Order", (context, _) => context.CallActivityAsync<int>("Bill")), Ct));
        Assert.Equal((0, 2), (error.Step, error.EventIndex));
    }

    [Fact]
    public async Task A_step_more_at_the_end_is_found()
    {
        var history = await RecordAsync();

        var error = await Assert.ThrowsAsync<WorkflowDivergedException>(() => WorkflowReplay.VerifyAsync(
            history, o => o.RegisterWorkflow<int, int>("Order", async (context, input) =>
                await TwoSteps(context, input) + await context.CallActivityAsync<int>("Third")), Ct));
        Assert.Contains("the code has activity 'Third'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_that_ends_otherwise_is_found()
    {
        var history = await RecordAsync();

        var error = await Assert.ThrowsAsync<WorkflowDivergedException>(() => WorkflowReplay.VerifyAsync(
            history, o => o.RegisterWorkflow<int, int>("Order", async (context, input) =>
                await TwoSteps(context, input) > 0 ? throw new InvalidOperationException("new rule") : 0), Ct));
        Assert.Contains("ended as Completed; the code fails: new rule", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "This is no recorded history")]
    [InlineData("{}", "This is no recorded history")]
    [InlineData("[{\"eventId\":0},{\"eventId\":\"x\"}]", "Event 1 of the recorded history is none")]
    public void A_file_that_is_no_history_is_refused(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => WorkflowHistory.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_bare_array_of_events_is_a_history_too()
    {
        var json = (await RecordAsync()).ToJson();
        var events = json[json.IndexOf('[', StringComparison.Ordinal)..(json.LastIndexOf(']') + 1)];

        Assert.Equal((await RecordAsync()).Events.Count, WorkflowHistory.Parse(events).Events.Count);
    }

    private static async Task<WorkflowHistory> RecordAsync()
    {
        await using var test = new WorkflowTest(o =>
        {
            o.RegisterWorkflow<int, int>("Order", TwoSteps);
            o.RegisterActivity<int, int>("Charge", (_, amount) => Task.FromResult(amount + 1));
        });
        var order = await test.StartAsync("Order", 5, ct: Ct);
        await order.CompleteAsync(Ct);
        return order.History;
    }

    private static async Task<int> TwoSteps(WorkflowContext context, int amount)
    {
        var charged = await context.CallActivityAsync<int>("Charge", amount);
        await context.CreateTimer(TimeSpan.FromDays(1));
        return charged;
    }
}
