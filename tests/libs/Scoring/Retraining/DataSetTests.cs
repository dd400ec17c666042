using Platform.Learning.Features;
using Platform.Scoring.Retraining;

namespace Platform.Scoring.Tests.Retraining;

public sealed class DataSetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Time_is_split_into_history_training_gap_judging_and_what_is_too_young()
    {
        var set = Made.Build(Made.Events(), folder.File("a"));

        Assert.Equal(16 * 144, set.Summary.Training.Events);
        Assert.Equal(8 * 144, set.Summary.OutOfTime.Events);
        Assert.Equal(new(288, 288, 288, 0, 0), set.Summary.LeftOut);
        Assert.Equal(Made.Start.AddDays(2), set.Summary.Training.From);
        Assert.Equal(Made.Start.AddDays(20), set.Summary.OutOfTime.From);
        Assert.InRange(set.Summary.Training.Frauds, 200, 320);
        Assert.Equal(set.Summary.Training.Frauds, set.ReadTraining().Frauds);
    }

    [Fact]
    public void Rows_are_what_the_features_were_at_each_event()
    {
        var events = Made.Events().ToList();
        var set = Made.Build(events, folder.File("a"));
        var vectors = new FeatureHistory(Made.Features.Set).Run(events.ConvertAll(TrainingTable.ToPast));
        var (training, judged) = (set.ReadTraining(), set.ReadOutOfTime());

        Assert.Equal(Vector(288), training.Row(0));
        Assert.Equal(Vector(288 + training.Count - 1), training.Row(training.Count - 1));
        Assert.Equal(Vector(20 * 144), judged.Row(0));
        Assert.Equal("tx-2880", judged.Events.Ids[0]);
        Assert.Equal(events[2880].Transaction.Amount, (decimal)judged.Amounts[0]);
        Assert.Equal("web", judged.Channels[0]);
        Assert.Equal("payments|EUR", judged.Segments[0]);

        float[] Vector(int i) =>
            [.. Made.Features.Names.Select(name => vectors[i * Made.Features.Set.Count + Made.Features.Set.Names.ToList().IndexOf(name)])];
    }

    [Fact]
    public void Same_events_as_of_the_same_time_are_the_same_version_and_one_other_label_is_another()
    {
        var first = Made.Build(Made.Events(), folder.File("a"));
        Assert.Equal(first.Version, Made.Build(Made.Events(), folder.File("b")).Version);
        Assert.Equal(64, first.Version.Length);

        var other = Made.Events().Select((e, i) => i == 1_000 ? e with { IsFraud = !e.IsFraud, KnownAt = e.Transaction.Time } : e);
        Assert.NotEqual(first.Version, Made.Build(other, folder.File("c")).Version);
    }

    [Fact]
    public void Label_learnt_after_the_time_of_the_data_set_is_not_in_it()
    {
        var late = Made.Events().Select(e => e with { KnownAt = Made.Options.AsOf.AddSeconds(1) });
        var set = Made.Build(late, folder.File("a"));
        Assert.Equal((0, 0), (set.Summary.Training.Frauds, set.Summary.OutOfTime.Frauds));
    }

    [Fact]
    public void Fraud_that_nobody_reported_counts_as_honest()
    {
        var set = Made.Build(Made.Events().Select(e => e with { KnownAt = null }), folder.File("a"));
        Assert.Equal(0, set.Summary.Training.Frauds);
    }

    [Fact]
    public void Duplicates_and_impossible_events_are_left_out_and_counted()
    {
        var events = Made.Events().ToList();
        events.Insert(500, events[499]);
        events.Insert(900, events[899] with { Transaction = events[899].Transaction with { Id = "bad", Amount = -1 } });
        var set = Made.Build(events, folder.File("a"));
        Assert.Equal((1, 1), (set.Summary.LeftOut.Duplicates, set.Summary.LeftOut.OutOfRange));
        Assert.Equal(16 * 144, set.Summary.Training.Events);
    }

    [Fact]
    public void Latest_rows_are_read_when_not_all_are_wanted()
    {
        var set = Made.Build(Made.Events(), folder.File("a"));
        var (all, some) = (set.ReadTraining(), set.ReadTraining(100));
        Assert.Equal(100, some.Count);
        Assert.Equal(all.Events.Ids[^100..], some.Events.Ids);
        Assert.Equal(all.Row(all.Count - 100), some.Row(0));
    }

    [Fact]
    public void Events_out_of_order_or_too_many_are_refused()
    {
        var events = Made.Events(100).ToList();
        using var builder = new DataSetBuilder(Made.Features, Made.Options with { MostEvents = 50 }, folder.File("a"));
        builder.Add(events[5]);
        Assert.Throws<ArgumentException>(() => builder.Add(events[4]));
        Assert.Throws<FraudTrainingException>(() => events.ForEach(e => builder.Add(e with
        {
            Transaction = e.Transaction with { Time = Made.Start.AddDays(1) },
        })));
    }

    [Fact]
    public void File_that_is_cut_short_anywhere_is_refused()
    {
        Made.Build(Made.Events(), folder.File("a"));
        var bytes = File.ReadAllBytes(folder.File("a"));
        for (var length = 0; length < bytes.Length; length += bytes.Length / 50)
        {
            File.WriteAllBytes(folder.File("cut"), bytes[..length]);
            Assert.Throws<FormatException>(() => DataSetFile.Open(folder.File("cut")));
        }
    }

    [Fact]
    public void File_with_a_changed_byte_is_refused_wherever_it_is()
    {
        Made.Build(Made.Events(), folder.File("a"));
        var bytes = File.ReadAllBytes(folder.File("a"));
        for (var at = 0; at < bytes.Length; at += bytes.Length / 50)
        {
            bytes[at] ^= 1;
            File.WriteAllBytes(folder.File("bad"), bytes);
            Assert.Throws<FormatException>(() => DataSetFile.Open(folder.File("bad")));
            bytes[at] ^= 1;
        }
    }
}
