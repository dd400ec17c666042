using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Dapr.Testing;
using Platform.Trainer.Retraining;

namespace Platform.Trainer.Tests.Retraining;

/// <summary>The workflow with activities of the test, on a clock that the test moves.</summary>
public sealed class RetrainModelTests
{
    private static readonly RetrainingInput Input = new("demo", "run-1", "ada")
    {
        Reason = "drift", Challengers = 2, TrainingDays = 60, Seed = 4,
    };

    private readonly Steps steps = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_challenger_that_passes_the_gate_is_promoted_in_the_name_of_who_asked()
    {
        var run = await RunAsync();

        Assert.Equal((RetrainingStatus.Promoted, "It is better."), (run.Status, run.Text));
        Assert.Equal(("run-1", "ada", "drift"), (run.Id, run.RequestedBy, run.Reason));
        Assert.Equal(("set-1", "new", "old", true), (run.DataSet, run.Challenger, run.Champion, run.Gate?.Promotes));
        Assert.Equal(1, run.Search?.Chosen);
        Assert.Equal(new PromotionTask("demo", new("new", "ada", "It is better.")), Assert.Single(steps.Promoted));
        Assert.Equal(1, Assert.Single(steps.Trained).Chosen);
        Assert.Equal("odd", Assert.Single(Assert.Single(steps.Judged).Findings).Check);
        Assert.Equal(
            ["Building the data set.", "Trying challengers.", "Training the best challenger.", "Judging it beside the champion."],
            steps.Texts.Distinct());
    }

    [Fact]
    public async Task The_champion_stays_where_the_gate_says_so()
    {
        steps.Gate = new(false, "The champion stays: nothing is gained.", []);

        var run = await RunAsync();

        Assert.Equal((RetrainingStatus.Kept, steps.Gate.Text, "new"), (run.Status, run.Text, run.Challenger));
        Assert.Empty(steps.Promoted);
    }

    [Fact]
    public async Task Data_that_are_not_fit_stop_it_and_the_report_has_the_findings()
    {
        steps.Built = steps.Built with { Problem = "Too old." };

        var run = await RunAsync();

        Assert.Equal((RetrainingStatus.Stopped, "Too old.", "set-1"), (run.Status, run.Text, run.DataSet));
        Assert.Equal("odd", Assert.Single(run.Findings ?? []).Check);
        Assert.Equal(["Building the data set."], steps.Texts.Distinct());
    }

    [Fact]
    public async Task Where_there_is_no_data_set_the_report_names_none()
    {
        steps.Built = new(null, [], "There are no events to learn from.");

        var run = await RunAsync();

        Assert.Equal((RetrainingStatus.Stopped, "There are no events to learn from.", null), (run.Status, run.Text, run.DataSet));
    }

    [Fact]
    public async Task A_search_without_a_result_stops_it()
    {
        steps.Found = new(null, "There are 3 frauds.");

        var run = await RunAsync();

        Assert.Equal((RetrainingStatus.Stopped, "There are 3 frauds.", null), (run.Status, run.Text, run.Challenger));
        Assert.Empty(steps.Trained);
    }

    [Fact]
    public async Task A_training_without_a_result_stops_it()
    {
        steps.Challenger = new(null, "The features were changed.");

        var run = await RunAsync();

        Assert.Equal((RetrainingStatus.Stopped, "The features were changed.", null), (run.Status, run.Text, run.Challenger));
        Assert.Empty(steps.Judged);
    }

    [Fact]
    public async Task A_challenger_that_scoring_refuses_leaves_the_champion()
    {
        steps.Refusal = "Other features.";

        var run = await RunAsync();

        Assert.Equal(RetrainingStatus.Kept, run.Status);
        Assert.Equal("The champion stays, since scoring refused the challenger: Other features.", run.Text);
    }

    [Fact]
    public async Task A_service_that_is_back_within_minutes_delays_it_only()
    {
        steps.Failures = 10;

        var run = await RunAsync();

        Assert.Equal(RetrainingStatus.Promoted, run.Status);
        Assert.InRange(run.EndedAt - run.StartedAt ?? default, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(7));
    }

    [Fact]
    public async Task A_service_that_stays_away_for_a_quarter_of_an_hour_fails_it()
    {
        steps.Failures = int.MaxValue;

        var run = await RunAsync();

        Assert.Equal((RetrainingStatus.Failed, "set-1", null), (run.Status, run.DataSet, run.Champion));
        Assert.StartsWith("A part of the platform was away for too long, and nothing changed:", run.Text, StringComparison.Ordinal);
        Assert.Contains("Models answered 503", run.Text, StringComparison.Ordinal);
        Assert.InRange(run.EndedAt - run.StartedAt ?? default, TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(20));
        Assert.Empty(steps.Promoted);
    }

    // The record that was kept is also what the workflow gives.
    private async Task<RetrainingRun> RunAsync()
    {
        await using var test = new WorkflowTest(
            steps.Register, services => services.Configure<DaprClientOptions>(json => json.UseJson(TrainerJson.Default)));
        steps.Look = () => test.Find("retrain-demo")?.State.ReadCustomStatusAs<RetrainingRun>();
        var workflow = await test.StartAsync(nameof(RetrainModel), Input, "retrain-demo", Ct);
        var end = await workflow.CompleteAsync(Ct);

        var kept = Assert.Single(steps.Kept);
        Assert.Equal(("demo", kept.Run.Status, kept.Run.Text), (kept.Tenant, end.ReadOutputAs<RetrainingRun>()!.Status, kept.Run.Text));
        Assert.NotNull(kept.Run.EndedAt);
        return kept.Run;
    }
}
