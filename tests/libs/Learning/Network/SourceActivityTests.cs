using Platform.Learning.Network;

namespace Platform.Learning.Tests.Network;

public sealed class SourceActivityTests
{
    private const long Start = 1_767_571_200;

    [Theory]
    [InlineData(19, false)]
    [InlineData(20, true)]
    public void Many_ports_of_one_host_are_a_scan(int ports, bool found) => Assert.Equal(
        found, Finds(FlowFindingKind.VerticalScan, Enumerable.Range(1, ports).Select(i => At(i) with { Port = i })));

    [Theory]
    [InlineData(30, true, true)]
    [InlineData(29, true, false)]
    [InlineData(100, false, false)]
    public void One_port_of_many_hosts_that_do_not_answer_is_a_scan(int hosts, bool isFailed, bool found) => Assert.Equal(
        found,
        Finds(
            FlowFindingKind.HorizontalScan,
            Enumerable.Range(0, hosts).Select(i => At(i) with { Destination = $"h{i}", IsFailed = isFailed })));

    [Fact]
    public void What_is_spread_over_more_than_two_minutes_is_no_scan() => Assert.False(
        Finds(FlowFindingKind.VerticalScan, Enumerable.Range(1, 40).Select(i => At(i * 10) with { Port = i })));

    [Theory]
    [InlineData(10, true)]
    [InlineData(20, false)]
    public void A_hundred_connections_in_ten_seconds_are_a_flood(int seconds, bool found) => Assert.Equal(
        found, Finds(FlowFindingKind.Flood, Enumerable.Range(0, 100).Select(i => At(i * seconds / 99))));

    [Theory]
    [InlineData(1e9, 1e6, true)]
    [InlineData(1e9, 5e8, false)]
    [InlineData(1e9, double.NaN, true)]
    [InlineData(4e7, 1e3, false)]
    public void Far_more_out_than_in_and_than_ever_is_exfiltration(double bytesOut, double bytesIn, bool found)
    {
        var usual = Enumerable.Range(0, 30).Select(i => At(i * 500) with { BytesOut = 10_000 + i * 300, BytesIn = 5_000 });

        Assert.Equal(found, Finds(FlowFindingKind.Exfiltration, usual.Append(At(20_000) with { BytesOut = bytesOut, BytesIn = bytesIn })));
    }

    [Fact]
    public void Who_always_sends_that_much_exfiltrates_nothing() => Assert.False(
        Finds(
            FlowFindingKind.Exfiltration,
            Enumerable.Range(0, 60).Select(i => At(i * 500) with { BytesOut = 1e9 + i * 1e7, BytesIn = 1e4 })));

    [Theory]
    [InlineData(2, true)]
    [InlineData(40, false)]
    public void Coming_back_like_a_clock_is_beaconing(int jitter, bool found)
    {
        var random = new Random(3);
        var visits = Enumerable.Range(0, 40).Select(i => At(i * 60 + random.Next(-jitter / 2, jitter / 2 + 1)));

        Assert.Equal(found, Finds(FlowFindingKind.Beaconing, visits));
    }

    [Fact]
    public void Features_tell_what_the_source_did_in_two_minutes()
    {
        var activity = new SourceActivity();
        activity.Add(At(0) with { Destination = "old" });
        activity.Add(At(200) with { Destination = "a", Port = 1, IsFailed = true, Service = "x" });
        activity.Add(At(201) with { Destination = "b", Port = 2, Service = "y" });
        activity.Add(At(202) with { Destination = "a", Port = 1, Service = "x" });

        var features = activity.Add(At(203) with { Destination = "a", Port = 3, Service = "x", BytesOut = 7, BytesIn = 1 }).Features;

        var named = FlowFeatures.NumberNames.Zip(features.Numbers).ToDictionary(each => each.First, each => each.Second);
        Assert.Equal((3, 1, 2), (named["bytesOut"], named["bytesIn"], named["ratio"]));
        Assert.Equal(Math.Log2(5), named["connections"], 1e-6);
        Assert.Equal(Math.Log2(3), named["hosts"], 1e-6);
        Assert.Equal(2, named["ports"], 1e-6);
        Assert.Equal((0.25f, 0.75f, 0.75f), (named["failedShare"], named["sameHostShare"], named["sameServiceShare"]));
        Assert.True(float.IsNaN(named["packets"]));
    }

    [Fact]
    public void The_state_stays_small_and_goes_on_from_its_bytes()
    {
        var (whole, packed, random) = (new SourceActivity(), new SourceActivity(), new Random(5));
        for (var i = 0; i < 1_000; i++)
        {
            var flow = At(i * 5_000_000L % 120 + i) with
            {
                Destination = $"{random.Next(20)}", Port = random.Next(65_536), BytesOut = random.NextDouble() * 1e9,
                Service = $"{random.Next(9)}",
            };
            packed = SourceActivity.FromBytes(packed.ToBytes());

            var (expected, actual) = (whole.Add(flow), packed.Add(flow));

            Assert.Equal(expected.Features.Numbers, actual.Features.Numbers);
            Assert.Equal(expected.Findings.Select(found => found.Kind), actual.Findings.Select(found => found.Kind));
            Assert.InRange(packed.ToBytes().Length, 1, SourceActivity.MostBytes);
        }
    }

    [Fact]
    public void Damaged_bytes_are_refused_and_nothing_else()
    {
        var activity = new SourceActivity();
        for (var i = 0; i < 50; i++) activity.Add(At(i) with { Destination = $"{i}", BytesOut = i });
        var (bytes, random) = (activity.ToBytes(), new Random(6));
        Assert.Throws<FormatException>(() => SourceActivity.FromBytes(bytes.AsSpan(0, bytes.Length - 1)));

        for (var i = 0; i < 2_000; i++)
        {
            var bad = bytes.ToArray();
            random.NextBytes(bad.AsSpan(random.Next(bad.Length), 1));
            var thrown = Record.Exception(() => SourceActivity.FromBytes(bad).Add(At(60)));
            if (thrown is not null) Assert.IsType<FormatException>(thrown);
        }
    }

    private static Flow At(long second) => new() { Time = Start + second, Destination = "d", Port = 443, Service = "https" };

    private static bool Finds(FlowFindingKind kind, IEnumerable<Flow> flows)
    {
        var activity = new SourceActivity();
        return flows.ToList().ConvertAll(activity.Add).Any(view => view.Findings.Any(found => found.Kind == kind));
    }
}
