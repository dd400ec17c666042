using Platform.Contracts;
using Platform.Load.Simulation;

namespace Platform.Load.Tests.Simulation;

public sealed class SimulatorTests
{
    private static readonly SimulatorOptions Options = new() { Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero) };

    [Fact]
    public void Equal_options_give_equal_events() => Assert.Equal(Take(Options, 20_000), Take(Options, 20_000));

    [Fact]
    public void Another_seed_gives_other_events() => Assert.NotEqual(Take(Options, 100), Take(Options with { Seed = 2 }, 100));

    [Fact]
    public void Ids_of_different_runs_never_meet()
    {
        var first = Take(Options, 1_000).Select(e => e.Transaction.Id);
        var second = Take(Options with { Start = Options.Start.AddMilliseconds(1) }, 1_000).Select(e => e.Transaction.Id);

        Assert.Empty(first.Intersect(second));
    }

    [Fact]
    public void Time_never_goes_back()
    {
        var times = Take(Options, 50_000).Select(e => e.Transaction.Time).ToList();

        Assert.Equal(times.Order(), times);
    }

    [Fact]
    public void The_first_takeover_is_over_within_five_seconds_at_the_default_rate()
    {
        var fraud = Take(Options, 1_000).Index().Where(e => e.Item.Label).ToList();

        Assert.NotEmpty(fraud);
        Assert.All(fraud, e => Assert.Equal(Typology.AccountTakeover, e.Item.Typology));
        Assert.InRange(fraud[0].Index, 600, 700);
        Assert.True(fraud.Count >= 8, $"{fraud.Count} events of the burst among the first 1,000");
    }

    [Fact]
    public void A_takeover_comes_from_a_device_and_a_country_that_the_victim_never_used()
    {
        var events = Take(Options, 1_000);
        var burst = events.First(e => e.Typology is Typology.AccountTakeover).Transaction;
        var before = events.Where(e => !e.Label && e.Transaction.Account == burst.Account).Select(e => e.Transaction).ToList();

        Assert.True(before.Count >= 5);
        Assert.DoesNotContain(before, t => t.Device == burst.Device || t.Country == burst.Country);
        Assert.True(burst.Amount > before.Where(t => t.Kind is TransactionKind.Payment).Average(t => t.Amount));
    }

    [Fact]
    public void Every_typology_turns_up_and_most_events_are_ordinary()
    {
        var counts = Take(Options, 200_000).CountBy(e => e.Typology).ToDictionary();

        Assert.All(Enum.GetValues<Typology>(), typology => Assert.True(counts.GetValueOrDefault(typology) > 20, $"{typology}"));
        Assert.InRange(1 - counts[Typology.None] / 200_000.0, 0.002, 0.03);
    }

    [Fact]
    public void A_cycle_comes_home()
    {
        var ring = Take(Options, 200_000).Where(e => e.Typology is Typology.Cycle).Select(e => e.Transaction).ToList();

        Assert.Subset(ring.Select(t => t.Account).ToHashSet(), ring.Select(t => t.Counterparty).ToHashSet());
    }

    [Fact]
    public void A_fan_in_ends_at_one_account()
    {
        var mules = Take(Options, 200_000).Where(e => e.Typology is Typology.MuleFanIn)
            .CountBy(e => e.Transaction.Counterparty).Where(mule => mule.Value > 5);

        Assert.NotEmpty(mules);
    }

    [Fact]
    public void Nights_are_quiet()
    {
        var hours = Take(Options, 100_000).CountBy(e => e.Transaction.Time.Hour).ToDictionary();

        Assert.True(hours[12] > 4 * hours[2]);
    }

    [Fact]
    public void Every_event_is_one_that_the_platform_accepts() => Assert.All(Take(Options, 20_000), e =>
    {
        var t = e.Transaction;
        Assert.Matches("^[A-Za-z0-9._:-]{1,64}$", t.Id);
        Assert.Matches("^[A-Za-z0-9._:-]{1,64}$", t.Account);
        Assert.Matches("^[A-Za-z0-9._:-]{1,64}$", t.Counterparty);
        Assert.Matches("^[A-Za-z0-9._:-]{1,64}$", t.Device ?? "-");
        Assert.Matches("^[a-z]{1,16}$", t.Channel);
        Assert.InRange(t.Amount, 0.01m, 1e12m);
        Assert.Equal(3, t.Currency.Length);
    });

    private static List<SimulatedEvent> Take(SimulatorOptions options, int count) => [.. new Simulator(options).Events().Take(count)];
}
