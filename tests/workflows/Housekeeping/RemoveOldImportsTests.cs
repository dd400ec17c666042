using Platform.Contracts;
using Platform.Workflows.Housekeeping;

namespace Platform.Workflows.Tests;

public sealed class RemoveOldImportsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 3, 30, 0, TimeSpan.Zero);
    private static readonly WorkflowsOptions Options = new() { LeftoverDays = 2, RetentionDays = 30 };

    [Theory]
    [InlineData(ImportStatus.Completed, 1, Due.Nothing)]
    [InlineData(ImportStatus.Completed, 2, Due.RemoveLeftovers)]
    [InlineData(ImportStatus.Failed, 29, Due.RemoveLeftovers)]
    [InlineData(ImportStatus.Cancelled, 30, Due.Forget)]
    [InlineData(ImportStatus.Running, 300, Due.Nothing)]
    [InlineData(ImportStatus.Paused, 300, Due.Nothing)]
    [InlineData(ImportStatus.Waiting, 300, Due.Nothing)]
    internal void What_is_due_follows_from_how_long_ago_it_ended(ImportStatus status, int days, Due expected) =>
        Assert.Equal(expected, RemoveOldImports.DueFor(Ended(status, days), Now.AddDays(-400), Now, Options));

    [Theory]
    [InlineData(1, Due.Nothing)]
    [InlineData(31, Due.Forget)]
    internal void One_that_was_listed_and_never_started_is_forgotten_in_its_time(int days, Due expected) =>
        Assert.Equal(expected, RemoveOldImports.DueFor(null, Now.AddDays(-days), Now, Options));

    private static Import Ended(ImportStatus status, int daysAgo) => new()
    {
        Id = "a", File = "f", Status = status, CreatedAt = Now.AddDays(-400), UpdatedAt = Now.AddDays(-daysAgo),
    };
}
