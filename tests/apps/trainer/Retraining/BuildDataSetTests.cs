using Platform.Contracts;
using Platform.Scoring.Retraining;
using Platform.Trainer.Retraining;

namespace Platform.Trainer.Tests.Retraining;

public sealed class BuildDataSetTests(TrainerRig rig)
{
    private readonly RetrainingInput input = rig.NewInput();

    // With these options: 2 days of history, 16 to learn from, 2 of gap, 8 to judge by, 2 too young.
    [Fact]
    public async Task Events_and_outcomes_become_a_data_set_that_models_is_told_of()
    {
        Put(Made.Events());
        rig.Models[input.Tenant].Outcomes.AddRange(Made.Outcomes(Made.Events()));

        var built = await rig.BuildAsync(input);
        var again = await rig.BuildAsync(input);

        Assert.Null(built.Problem);
        Assert.Equal(built.Version, again.Version);
        var view = rig.Models[input.Tenant].DataSets.First();
        Assert.Equal((built.Version, 16 * 144, 8 * 144), (view.Version, view.Summary.Training.Events, view.Summary.OutOfTime.Events));
        Assert.Equal(Made.Start.AddMinutes(10 * (Made.Count - 1)), view.Summary.AsOf);
        var training = view.Summary.Training;
        Assert.Equal((Made.Start.AddMinutes(-10).AddDays(2), TimeSpan.FromDays(16)), (training.From, training.Until - training.From));
        var expected = Made.Events().Where(e => e.Amount > 45 && e.Time >= training.From && e.Time < training.Until);
        Assert.Equal(expected.Select(e => e.Id), Frauds(await OpenAsync(built)));
    }

    [Fact]
    public async Task A_label_of_an_entity_counts_for_events_without_an_outcome()
    {
        Put(Made.Events());
        var from = Made.Start.AddDays(5);
        rig.Models[input.Tenant].OfEntities.Add(Made.Label(new(LabelledKind.Account, "a-3", from), from.AddDays(4)));
        var ofAccount = Made.Events().Where(e => e.Account == "a-3" && e.Time >= from && e.Time < from.AddDays(4)).ToList();
        rig.Models[input.Tenant].Outcomes.Add(Made.Outcome(ofAccount[0].Id, from.AddDays(5), Finding.Legitimate));

        var file = await OpenAsync(await rig.BuildAsync(input));

        Assert.Equal(ofAccount.Skip(1).Select(e => e.Id), Frauds(file));
    }

    [Fact]
    public async Task Made_as_of_a_time_it_has_neither_events_nor_labels_of_later()
    {
        var (asOf, event0) = (Made.Start.AddDays(26), Made.Event("late", Made.Start.AddDays(12)));
        Put([.. Made.Events(), event0]);
        var shelf = rig.Models[input.Tenant];
        shelf.Outcomes.AddRange(Made.Outcomes(Made.Events()).Where(one => one.KnownAt < asOf));
        shelf.Outcomes.Add(Made.Outcome("late", asOf.AddSeconds(1)) with { Number = 10_000 });
        var then = await rig.BuildAsync(input with { AsOf = asOf });

        shelf.Outcomes.RemoveAll(one => one.EventId == "late");
        rig.Risk.Events[input.Tenant] = [.. Made.Events().Where(e => e.Time <= asOf), event0];
        Assert.Equal(then.Version, (await rig.BuildAsync(input with { AsOf = asOf })).Version);

        shelf.Outcomes.Add(Made.Outcome("late", asOf) with { Number = 10_000 });
        var known = await rig.BuildAsync(input with { AsOf = asOf });
        Assert.Contains("late", Frauds(await OpenAsync(known)));
        Assert.NotEqual(then.Version, known.Version);
    }

    [Fact]
    public async Task The_order_of_the_log_does_not_matter()
    {
        Put(Made.Events());
        var version = (await rig.BuildAsync(input)).Version;

        Put(Made.Events().Reverse());

        Assert.Equal(version, (await rig.BuildAsync(input)).Version);
    }

    [Fact]
    public async Task Logs_and_labels_are_read_page_by_page()
    {
        const int more = 50_003;
        Put(Enumerable.Range(0, more).Select(i => Made.Event($"e-{i}", Made.Start.AddMinutes(i / 2d))));
        rig.Models[input.Tenant].Outcomes.AddRange(Enumerable.Range(0, 5_001).Select(i =>
            Made.Outcome($"e-{10_000 + i}", Made.Start.AddDays(9)) with { Number = i + 1 }));
        rig.Models[input.Tenant].OfEntities.AddRange(Enumerable.Range(0, 5_001).Select(i =>
            Made.Label(new(LabelledKind.Account, $"x-{i:00000}", Made.Start), Made.Start.AddDays(1))));

        var file = await OpenAsync(await rig.BuildAsync(input));

        var summary = file.Summary;
        var left = summary.LeftOut;
        Assert.Equal(more, summary.Training.Events + summary.OutOfTime.Events + left.History + left.Gap + left.TooYoung);
        Assert.Equal(0, left.Duplicates);
        Assert.Equal(5_001, summary.Training.Frauds);
        Assert.Equal([0, 3 * 49_999 + 5], rig.Risk.Pages.Where(page => page.Tenant == input.Tenant).Select(page => page.After));
    }

    [Fact]
    public async Task Without_events_there_is_no_data_set()
    {
        var built = await rig.BuildAsync(input);

        Assert.Equal((null, "There are no events to learn from."), (built.Version, built.Problem));
        Assert.Empty(rig.Models[input.Tenant].DataSets);
    }

    [Fact]
    public async Task Too_few_frauds_are_a_problem_and_the_data_set_is_kept_with_what_was_found()
    {
        Put(Made.Events());

        var built = await rig.BuildAsync(input);

        Assert.StartsWith("The data are not fit to learn from: The training part has 0 frauds", built.Problem, StringComparison.Ordinal);
        var view = Assert.Single(rig.Models[input.Tenant].DataSets);
        Assert.Equal((built.Version, built.Findings.Count), (view.Version, view.Findings.Count));
    }

    private void Put(IEnumerable<Transaction> events) => rig.Risk.Events[input.Tenant] = [.. events];

    private Task<DataSetFile> OpenAsync(BuiltDataSet built) =>
        rig.Files().OpenAsync(new(input.Tenant), built.Version!, TestContext.Current.CancellationToken);

    // Rows are in order of time, so they are the part's events one by one.
    private IEnumerable<string> Frauds(DataSetFile file)
    {
        var part = file.Summary.Training;
        var events = rig.Risk.Events[input.Tenant].Where(e => e.Time >= part.From && e.Time < part.Until).OrderBy(e => e.Time).ToList();
        var labels = file.ReadTraining().Labels;
        Assert.Equal(events.Count, labels.Count);
        return events.Where((_, i) => labels[i]).Select(e => e.Id);
    }
}
