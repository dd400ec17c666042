using System.Buffers;
using Platform.Learning.Network;

namespace Platform.Learning.Tests.Network;

public sealed class FlowModelTests
{
    [Fact]
    public void What_is_ordinary_scores_low_and_what_was_never_seen_scores_high()
    {
        var (model, random) = (FlowModel.Train(Ordinary(4_096, 1)), new Random(2));
        var ordinary = Ordinary(2_000, 3).Select(model.Score).ToList();

        Assert.InRange(ordinary.Count(score => score >= 0.9), 0, 5);
        Assert.InRange(ordinary.Average(), 0.05, 0.2);
        var strange = Of(random) with { Protocol = "icmp", Service = "tunnel", Flags = "OTH" };
        strange.Numbers[0] = 40;
        strange.Numbers[2] = 30;
        Assert.InRange(model.Score(strange), 0.9, 1);
    }

    [Fact]
    public void The_parts_add_up_to_the_score_and_name_what_is_strange()
    {
        var model = FlowModel.Train(Ordinary(1_024, 1));
        var strange = Of(new(4)) with { Service = "tunnel" };
        strange.Numbers[0] = 40;

        var parts = model.Explain(strange, FlowModel.Columns.Count);

        Assert.Equal(model.Score(strange), parts.Sum(part => part.Contribution), 1e-9);
        Assert.Contains(parts.Take(3), part => part.Name is "bytesOut");
        Assert.Equal(2, model.Explain(strange, 2).Count);
    }

    [Fact]
    public void Features_come_back_from_their_bytes_and_too_long_categories_are_cut()
    {
        var flow = new Flow { Time = 1, Destination = "d", Service = new('x', 99), BytesOut = 5 };
        var features = new SourceActivity().Add(flow).Features;
        var bytes = new ArrayBufferWriter<byte>();
        features.Write(new(bytes));
        var reader = new PackedReader(bytes.WrittenSpan);

        var read = FlowFeatures.Load(ref reader);

        Assert.True(reader.AtEnd);
        Assert.Equal(features.Numbers, read.Numbers);
        Assert.Equal(new string('x', FlowFeatures.LongestCategory), read.Service);
    }

    [Fact]
    public void One_flow_is_too_few() => Assert.Throws<ArgumentException>(() => FlowModel.Train(Ordinary(1, 1)));

    private static List<FlowFeatures> Ordinary(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Of(random))];
    }

    private static FlowFeatures Of(Random random)
    {
        var (sent, got) = ((float)(10 + 2 * random.NextDouble()), (float)(13 + 3 * random.NextDouble()));
        var service = random.Next(4) == 0 ? "dns" : "https";
        return new(
            [sent, got, sent - got, 4, float.NaN, (float)(3 * random.NextDouble()), 1, 1, 0, 0.5f, 0.5f],
            service is "dns" ? "udp" : "tcp", service, "SF");
    }
}
