using Platform.Learning.Behavior;

namespace Platform.Learning.Tests.Behavior;

public sealed class BehaviorScoreTests
{
    private static readonly EntityProfile nobody = new();
    private static readonly BehaviorEvent usual = Person.Usual(new(99), 40);

    [Fact]
    public void What_is_usual_is_rarely_more_than_low_and_never_high()
    {
        var (profile, random) = (Person.After(40), new Random(2));

        var scores = Enumerable.Range(0, 2_000)
            .Select(i => BehaviorScore.Of(profile, nobody, Person.Usual(random, 40 + i % 5)).Score).ToList();

        Assert.InRange(scores.Count(score => score >= BehaviorScore.MediumFrom), 0, 20);
        Assert.True(scores.Max() < BehaviorScore.HighFrom, $"{scores.Max()}");
        Assert.InRange(scores.Average(), 0, 0.3);
    }

    [Fact]
    public void The_more_is_unusual_the_higher_and_one_thing_alone_is_at_most_medium()
    {
        var profile = Person.After(40);
        BehaviorEvent[] ever =
        [
            usual with { Host = "server-9" },
            usual with { Host = "server-9", Geography = "XX" },
            usual with { Host = "server-9", Geography = "XX", Application = "dump", Volume = 1e12 },
        ];

        var scores = ever.Select(e => BehaviorScore.Of(profile, nobody, e).Score).ToArray();

        Assert.InRange(scores[0], 0.4, BehaviorScore.HighFrom);
        Assert.InRange(scores[1], BehaviorScore.HighFrom, 1);
        Assert.InRange(scores[2], BehaviorScore.CriticalFrom, 1);
        Assert.True(1 - double.Exp2(-BehaviorScore.MostBits / 8) < BehaviorScore.HighFrom);
    }

    [Fact]
    public void Contributions_add_up_to_the_score_and_name_what_is_unusual()
    {
        var assessment = BehaviorScore.Of(Person.After(40), nobody, usual with { Host = "server-9", Geography = "XX" });

        Assert.Equal(assessment.Score, assessment.Factors.Sum(factor => factor.Contribution), 1e-12);
        Assert.Equal(["geography", "host"], assessment.Factors.Take(2).Select(factor => factor.Name).Order());
        Assert.All(assessment.Factors, factor => Assert.InRange(factor.Bits, 0, BehaviorScore.MostBits));
    }

    [Fact]
    public void Nothing_is_said_before_the_least_history()
    {
        var profile = new EntityProfile();
        var strange = usual with { Host = "server-9", Geography = "XX", Volume = 1e12 };
        for (var i = 0; i < BehaviorScore.LeastEvents; i++)
        {
            Assert.Equal(0, BehaviorScore.Of(profile, nobody, strange).Score);
            profile.Add(usual with { Time = usual.Time + i });
        }

        Assert.True(BehaviorScore.Of(profile, nobody, strange).Score > 0);
    }

    [Fact]
    public void What_the_group_does_surprises_less_and_hardly_matters_to_who_has_a_long_history()
    {
        var group = new EntityProfile();
        foreach (var e in Person.Life(new(5), 20)) group.Add(e with { Host = "build-server" });
        var odd = usual with { Host = "build-server" };

        var (young, old) = (Person.After(2), Person.After(200));
        var (alone, grouped) = (HostBits(young, nobody, odd), HostBits(young, group, odd));

        Assert.True(grouped < alone - 2, $"{grouped} {alone}");
        Assert.True(HostBits(old, group, odd) > grouped + 2, $"{HostBits(old, group, odd)} {grouped}");
    }

    [Fact]
    public void Nights_surprise_who_works_by_day_and_not_who_works_by_night()
    {
        var night = usual with { Time = Person.Monday + 3 * 3_600 };
        var guard = new EntityProfile();
        foreach (var e in Person.Life(new(3), 40)) guard.Add(e with { Time = e.Time - e.Time % Person.Day + 3 * 3_600 });

        Assert.True(Bits(Person.After(40), night, "hour") > 4);
        Assert.Equal(0, Bits(guard, night, "hour"));
    }

    [Fact]
    public void Who_is_always_somewhere_else_surprises_nobody_by_being_somewhere_else()
    {
        var traveller = new EntityProfile();
        var i = 0;
        foreach (var e in Person.Life(new(3), 40)) traveller.Add(e with { Host = $"host-{i++}" });

        Assert.True(Bits(traveller, usual with { Host = "host-new" }, "host") < 2);
        Assert.True(Bits(Person.After(40), usual with { Host = "host-new" }, "host") > 6);
    }

    private static double HostBits(EntityProfile own, EntityProfile group, BehaviorEvent e) =>
        BehaviorScore.Of(own, group, e).Factors.FirstOrDefault(factor => factor.Name is "host").Bits;

    private static double Bits(EntityProfile own, BehaviorEvent e, string name) =>
        BehaviorScore.Of(own, nobody, e).Factors.FirstOrDefault(factor => factor.Name == name).Bits;
}
