using Platform.Learning.Behavior;

namespace Platform.Learning.Tests.Behavior;

public sealed class EntityProfileTests
{
    [Fact]
    public void A_profile_stays_small_however_much_comes()
    {
        var (profile, random) = (new EntityProfile(), new Random(1));
        for (var i = 0; i < 20_000; i++)
        {
            profile.Add(new()
            {
                Time = Person.Monday + i * 997L, Peer = $"{random.Next()}", Host = $"{random.Next()}", Application = $"{random.Next()}",
                Geography = $"{random.Next()}", Volume = random.NextDouble() * 1e15, Place = new(1, 2), ChangesPrivileges = true,
            });
        }

        Assert.InRange(profile.ToBytes().Length, 1, EntityProfile.MostBytes);
    }

    [Fact]
    public void Bytes_bring_the_same_judgement_back()
    {
        var profile = Person.After(40);
        var read = EntityProfile.FromBytes(profile.ToBytes());
        var random = new Random(4);

        Assert.Equal(profile.ToBytes(), read.ToBytes());
        for (var i = 0; i < 50; i++)
        {
            var e = Person.Usual(random, 41) with { Host = i % 2 == 0 ? "x" : "laptop" };
            Assert.Equal(BehaviorScore.Of(profile, new(), e).Score, BehaviorScore.Of(read, new(), e).Score, 1e-6);
        }
    }

    [Fact]
    public void Damaged_bytes_are_refused_and_nothing_else()
    {
        var bytes = Person.After(3).ToBytes();
        Assert.Throws<FormatException>(() => EntityProfile.FromBytes([]));
        Assert.Throws<FormatException>(() => EntityProfile.FromBytes(bytes.AsSpan(0, bytes.Length - 1)));
        Assert.Throws<FormatException>(() => EntityProfile.FromBytes([.. bytes, 0]));

        var random = new Random(6);
        for (var i = 0; i < 2_000; i++)
        {
            var bad = bytes.ToArray();
            random.NextBytes(bad.AsSpan(random.Next(bad.Length), 1));
            if (Record.Exception(() => EntityProfile.FromBytes(bad)) is { } thrown) Assert.IsType<FormatException>(thrown);
        }
    }

    [Fact]
    public void What_stopped_is_forgotten_by_half_each_half_life()
    {
        var profile = new EntityProfile();
        var e = new BehaviorEvent { Time = Person.Monday, Host = "old" };
        for (var i = 0; i < 64; i++) profile.Add(e);

        profile.Add(new() { Time = Person.Monday + 2L * EntityProfile.HalfLifeDays * Person.Day, Host = "new" });

        Assert.Equal(16, profile.Hosts.WeightOf(TextHash.Of("old")), 1e-3);
        Assert.Equal(65, profile.Events);
    }

    [Fact]
    public void A_late_event_counts_as_if_it_had_come_in_time()
    {
        var (inTime, late) = (new EntityProfile(), new EntityProfile());
        var first = new BehaviorEvent { Time = Person.Monday, Host = "a", Volume = 5 };
        var second = new BehaviorEvent { Time = Person.Monday + 10L * Person.Day, Host = "b", Volume = 9 };
        inTime.Add(first);
        inTime.Add(second);
        late.Add(second);
        late.Add(first);

        Assert.Equal(inTime.Hosts.WeightOf(TextHash.Of("a")), late.Hosts.WeightOf(TextHash.Of("a")), 1e-5);
        Assert.Equal(inTime.LastSeen, late.LastSeen);
        Assert.Equal(inTime.Volumes.Weight, late.Volumes.Weight, 1e-9);
    }

    [Theory]
    [InlineData(0, 72)]
    [InlineData(3_599, 72)]
    [InlineData(3_600, 73)]
    [InlineData(Person.Monday, 0)]
    [InlineData(-3_600, 71)]
    public void Hours_of_the_week_begin_on_monday(long time, int hour) => Assert.Equal(hour, WeekHours.HourOf(time));

    [Fact]
    public void The_levels_of_all_hours_add_up_to_the_weight()
    {
        var hours = new WeekHours();
        var random = new Random(8);
        for (var i = 0; i < 500; i++) hours.Add(random.Next(WeekHours.Count), 1);

        Assert.Equal(500, Enumerable.Range(0, WeekHours.Count).Sum(hours.LevelOf), 1e-9);
    }
}
