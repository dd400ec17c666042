using Microsoft.Extensions.DependencyInjection;
using Platform.Dapr.Testing;

namespace Platform.Dapr.Tests.Cookbooks;

/// <summary>A review that ran before the workflow was changed, against the workflow as it is now.</summary>
public sealed class ReviewHistoryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_review_of_version_1_goes_on() =>
        WorkflowReplay.VerifyAsync(CookbookTests.PathOf("review-version-1.json"), ReviewsApp.Register, Ct);

    [Fact]
    public async Task A_new_step_without_a_version_would_break_it()
    {
        var broken = await Assert.ThrowsAsync<WorkflowDivergedException>(() => WorkflowReplay.VerifyAsync(
            CookbookTests.PathOf("review-version-1.json"),
            options => options.RegisterWorkflow<Suspicion, Verdict>(nameof(ReviewPayment), TellAlwaysAsync),
            Ct));

        Assert.Contains("the history has activity 'CheckList'", broken.Message, StringComparison.Ordinal);
        Assert.Equal(1, broken.Step);
    }

    [Fact]
    public async Task A_review_of_version_2_tells_the_cardholder()
    {
        var bank = new Bank();
        await using var test = new WorkflowTest(ReviewsApp.Register, services => services.AddSingleton<IBank>(bank));

        await test.StartAsync(nameof(ReviewPayment), new Suspicion("p-1", 950, Version: 2), ct: Ct);

        Assert.Equal(["hold p-1", "release p-1", "tell cardholder: p-1 is held"], bank.Done);
    }

    private static async Task<Verdict> TellAlwaysAsync(WorkflowContext context, Suspicion suspicion)
    {
        await context.CallActivityAsync(nameof(HoldPayment), suspicion.Payment, ReviewPayment.Patient);
        await context.CallActivityAsync(nameof(TellCardholder), suspicion.Payment, ReviewPayment.Patient);
        return new(IsReleased: true, "it is a test");
    }
}
