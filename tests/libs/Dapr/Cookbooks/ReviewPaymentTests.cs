using Microsoft.Extensions.DependencyInjection;
using Platform.Dapr.Testing;

namespace Platform.Dapr.Tests.Cookbooks;

/// <summary>The workflow of docs/cookbooks/write-a-workflow.md, on a clock that the test moves.</summary>
public sealed class ReviewPaymentTests
{
    private readonly Bank bank = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_analyst_answers_in_the_third_round_and_the_money_goes_back_at_night()
    {
        bank.Hits.Add("stolen-cards");
        await using var test = new WorkflowTest(ReviewsApp.Register, services => services.AddSingleton<IBank>(bank));

        var review = await test.StartAsync(nameof(ReviewPayment), new Suspicion("p-1", 950), "review-p-1", Ct);
        Assert.Equal("with an analyst", review.State.ReadCustomStatusAs<string>());

        await test.AdvanceAsync(TimeSpan.FromHours(9), Ct);
        var question = test.Find("review-p-1-question");
        Assert.Equal(3, question?.State.ReadCustomStatusAs<Asked>()?.Round);

        await question!.RaiseEventAsync("answer", new Answer(IsFraud: true, "ada"), Ct);
        Assert.DoesNotContain("return p-1", bank.Done);

        await test.AdvanceAsync(TimeSpan.FromHours(17), Ct);
        Assert.Equal(new Verdict(IsReleased: false, "fraud, says ada"), review.State.ReadOutputAs<Verdict>());
        Assert.Contains("return p-1", bank.Done);
    }

    [Fact]
    public async Task An_answer_that_nobody_gives_within_a_day_is_a_no()
    {
        bank.Hits.Add("sanctions");
        await using var test = new WorkflowTest(ReviewsApp.Register, services => services.AddSingleton<IBank>(bank));
        var (review, begun) = (await test.StartAsync(nameof(ReviewPayment), new Suspicion("p-1", 950), ct: Ct), test.Now);

        var end = await review.CompleteAsync(Ct);

        Assert.Equal(new Verdict(IsReleased: false, "nobody answered"), end.ReadOutputAs<Verdict>());
        Assert.Equal(begun.AddHours(24 + 26), test.Now);
        Assert.Equal(6, bank.Done.Count(what => what.StartsWith("tell analysts", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_answer_that_gets_lost_is_asked_for_again_and_the_payment_is_held_once()
    {
        bank.LostAnswers = 3;
        await using var test = new WorkflowTest(ReviewsApp.Register, services => services.AddSingleton<IBank>(bank));

        var review = await test.StartAsync(nameof(ReviewPayment), new Suspicion("p-1", 950), ct: Ct);
        await test.AdvanceAsync(TimeSpan.FromSeconds(1 + 2 + 4), Ct);

        Assert.Equal(new Verdict(IsReleased: true, "no list has it"), review.State.ReadOutputAs<Verdict>());
        Assert.Equal(4, bank.Calls);
        Assert.Equal(["hold p-1", "release p-1"], bank.Done);
    }

    [Fact]
    public async Task A_list_that_is_away_counts_as_a_hit()
    {
        bank.Away.Add("sanctions");
        await using var test = new WorkflowTest(ReviewsApp.Register, services => services.AddSingleton<IBank>(bank));

        await test.StartAsync(nameof(ReviewPayment), new Suspicion("p-1", 950), "review-p-1", Ct);
        await test.AdvanceAsync(TimeSpan.FromHours(1), Ct);

        Assert.Contains("tell analysts: p-1, 950: sanctions is away (round 1)", bank.Done);
    }

    [Fact]
    public async Task Money_that_has_gone_is_not_reviewed()
    {
        bank.Gone.Add("p-1");
        await using var test = new WorkflowTest(ReviewsApp.Register, services => services.AddSingleton<IBank>(bank));

        var review = await test.StartAsync(nameof(ReviewPayment), new Suspicion("p-1", 950), ct: Ct);

        Assert.Equal(new Verdict(IsReleased: true, "it had gone already"), review.State.ReadOutputAs<Verdict>());
        Assert.Empty(bank.Done);
    }
}
