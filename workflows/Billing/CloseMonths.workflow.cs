using Platform.Dapr;

namespace Platform.Workflows.Billing;

/// <summary>A month of all tenants.</summary>
/// <param name="Month">The month, UTC, e.g. <c>2026-01</c>.</param>
/// <param name="After">The sequence of the registry after which to go on; 0 at the beginning.</param>
internal sealed record ClosingRound(string Month, long After);

/// <summary>What one page of the registry came to.</summary>
/// <param name="Started">Months that were started.</param>
/// <param name="Next">The sequence to go on after; null at the end.</param>
internal sealed record ClosingPage(int Started, long? Next);

/// <summary>
/// Starts the close of a month for every tenant of the registry, a page at a time. Its instance has the month in its id, and so have those
/// that it starts: whatever is repeated starts nothing twice.
/// </summary>
internal sealed class CloseMonths : Workflow<ClosingRound, int>
{
    // The registry holds at most 10,000 tenants, a page 500; those that change meanwhile come once more.
    private const int MostPages = 100;

    private static readonly WorkflowTaskOptions Patient =
        new(new WorkflowRetryPolicy(50, TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(5)));

    public override async Task<int> RunAsync(WorkflowContext context, ClosingRound input)
    {
        var (started, after) = (0, (long?)input.After);
        for (var page = 0; page < MostPages && after is { } position; page++)
        {
            var done = await context.CallActivityAsync<ClosingPage>(nameof(StartClosings), input with { After = position }, Patient);
            (started, after) = (started + done.Started, done.Next);
        }

        return started;
    }
}
