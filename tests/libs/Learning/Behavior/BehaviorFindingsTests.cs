using Platform.Learning.Behavior;

namespace Platform.Learning.Tests.Behavior;

public sealed class BehaviorFindingsTests
{
    private static readonly Place berlin = new(52.52, 13.405);
    private static readonly Place paris = new(48.857, 2.352);
    private static readonly Place sydney = new(-33.87, 151.21);
    private static readonly BehaviorEvent start = new() { Time = Person.Monday, Place = berlin };

    [Fact]
    public void Distances_are_those_of_the_atlas()
    {
        Assert.InRange(berlin.KilometresTo(paris), 873, 883);
        Assert.InRange(berlin.KilometresTo(sydney), 16_000, 16_150);
        Assert.Equal(0, berlin.KilometresTo(berlin), 1e-9);
        Assert.InRange(new Place(0, 0).KilometresTo(new(0, 180)), 20_000, 20_020);
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(600, true)]
    [InlineData(3_600, false)]
    [InlineData(-600, true)]
    [InlineData(0, true)]
    public void Travel_is_impossible_above_a_thousand_kilometres_an_hour(int seconds, bool found) => Assert.Equal(
        found, Find(start, start with { Time = start.Time + seconds, Place = paris }).Contains(BehaviorFindingKind.ImpossibleTravel));

    [Fact]
    public void Places_near_each_other_or_unknown_are_no_travel()
    {
        Assert.Empty(Find(start, start with { Time = start.Time + 1, Place = new(52.4, 13.05) }));
        Assert.Empty(Find(start, start with { Time = start.Time + 1, Place = null }));
        Assert.Empty(Find(start with { Place = null }, start with { Place = sydney }));
    }

    [Theory]
    [InlineData(29, false)]
    [InlineData(30, true)]
    public void An_account_is_dormant_after_thirty_days(int days, bool found) => Assert.Equal(
        found, Find(start, start with { Time = start.Time + days * Person.Day }).Contains(BehaviorFindingKind.DormantAccountUse));

    [Theory]
    [InlineData(0, true, true)]
    [InlineData(60, true, true)]
    [InlineData(61, true, false)]
    [InlineData(10, false, false)]
    public void A_bulk_read_within_the_hour_after_new_rights_is_found(int minutes, bool isBulk, bool found) => Assert.Equal(
        found,
        Find(start with { ChangesPrivileges = true }, start with { Time = start.Time + minutes * 60, IsBulkRead = isBulk })
            .Contains(BehaviorFindingKind.BulkReadAfterChange));

    [Fact]
    public void A_bulk_read_is_also_what_is_far_more_than_usual()
    {
        var profile = Person.After(10);
        var now = profile.LastSeen!.Value;
        profile.Add(Person.Usual(new(1), 10) with { Time = now + 60, ChangesPrivileges = true });
        var read = Person.Usual(new(1), 10) with { Time = now + 120, Volume = 1e11 };

        Assert.Contains(BehaviorFindings.Of(profile, new(), read), found => found.Kind is BehaviorFindingKind.BulkReadAfterChange);
        Assert.Empty(BehaviorFindings.Of(profile, new(), read with { Volume = 1e4 }));
    }

    private static List<BehaviorFindingKind> Find(BehaviorEvent before, BehaviorEvent now)
    {
        var profile = new EntityProfile();
        profile.Add(before);
        return [.. BehaviorFindings.Of(profile, new(), now).Select(found => found.Kind)];
    }
}
