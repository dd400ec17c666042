using System.Globalization;

namespace Platform.Load.Simulation;

/// <summary>
/// Card payments and account transfers of a few thousand customers, without end, with labelled frauds among them. Equal options give
/// equal events. Simulated time runs faster than the wall's clock: a few thousand people make hundreds of payments a second only if
/// their days are short, and with real days every velocity rule would see robots. One caller at a time.
/// </summary>
public sealed class Simulator
{
    private const int OpeningPayments = 6;

    // Before the last year that the platform accepts (2100) the clock starts again, so that the stream never ends.
    private static readonly DateTimeOffset EndOfTime = new(2095, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SimulatorOptions options;
    private readonly Dice dice;
    private readonly OrdinaryLife life;
    private readonly Campaigns campaigns;
    private readonly Customer firstVictim;
    private readonly PriorityQueue<Draft, (DateTimeOffset, long)> planned = new();
    private readonly double meanGapSeconds;
    private DateTimeOffset now;
    private Draft upcoming;
    private long yielded, ordinary, plannedCount, nextCampaign;

    /// <summary>Draws the population.</summary>
    public Simulator(SimulatorOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Customers, 100);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Terminals, 50);
        this.options = options;
        dice = new(options.Seed);
        var population = new Population(options, dice);
        life = new(population, dice);
        campaigns = new(population, life, dice);
        firstVictim = population.AnyActive(dice);
        IdPrefix = options.RunMark + "-";
        meanGapSeconds = 86_400 / (options.Customers * options.EventsPerCustomerPerDay);
        now = options.Start.ToUniversalTime();
        nextCampaign = options.FirstCampaignAfter;
        upcoming = Ordinary();
    }

    /// <summary>What every id of this run begins with.</summary>
    public string IdPrefix { get; }

    /// <summary>The next event.</summary>
    public SimulatedEvent Next()
    {
        var id = string.Concat(IdPrefix, (yielded++).ToString(CultureInfo.InvariantCulture));
        if (planned.TryPeek(out var due, out _) && due.Time <= upcoming.Time) return planned.Dequeue().ToEvent(id);

        var next = upcoming;
        upcoming = Ordinary();
        return next.ToEvent(id);
    }

    /// <summary>All events, for ever.</summary>
    public IEnumerable<SimulatedEvent> Events()
    {
        while (true) yield return Next();
    }

    private Draft Ordinary()
    {
        if (ordinary++ >= nextCampaign) BeginCampaign();

        now = now.AddSeconds(dice.Exponential(meanGapSeconds / DayRhythm.Relative(now)));
        if (now > EndOfTime) BeginAgain();

        return IsOpening() ? life.Act(firstVictim, now) : life.Act(life.WhoActs(now), now);
    }

    private void BeginAgain()
    {
        now = options.Start.ToUniversalTime();
        planned.Clear();
    }

    // The first victim shows its habits before it is robbed, so that even the first minute has something to compare with.
    private bool IsOpening() =>
        ordinary <= options.FirstCampaignAfter && ordinary % Math.Max(1, options.FirstCampaignAfter / OpeningPayments) == 1;

    private void BeginCampaign()
    {
        var drafts = nextCampaign == options.FirstCampaignAfter ? campaigns.AccountTakeover(firstVictim, now) : campaigns.Any(now);
        foreach (var draft in drafts) planned.Enqueue(draft, (draft.Time, plannedCount++));

        nextCampaign = ordinary + 1 + (long)dice.Exponential(options.EventsPerCampaign);
    }
}
