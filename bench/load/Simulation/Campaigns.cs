using Platform.Contracts;

namespace Platform.Load.Simulation;

/// <summary>Plans the frauds: each is a handful of drafts in the near future.</summary>
internal sealed class Campaigns(Population population, OrdinaryLife life, Dice dice)
{
    private static readonly Typology[] Kinds =
    [
        Typology.LeakedCard, Typology.CompromisedTerminal, Typology.AccountTakeover, Typology.MuleFanIn, Typology.Cycle,
    ];

    private long number;

    /// <summary>Plans a campaign of a random kind.</summary>
    public IEnumerable<Draft> Any(DateTimeOffset now) => dice.Pick(Kinds) switch
    {
        Typology.LeakedCard => LeakedCard(now),
        Typology.CompromisedTerminal => CompromisedTerminal(now),
        Typology.AccountTakeover => AccountTakeover(population.AnyActive(dice), now),
        Typology.MuleFanIn => MuleFanIn(now),
        _ => Cycle(now),
    };

    /// <summary>The account is emptied within minutes from a new device abroad, to accounts it never paid before.</summary>
    public IEnumerable<Draft> AccountTakeover(Customer victim, DateTimeOffset now)
    {
        var place = Population.FarPlace(dice);
        var (device, count) = (population.Outsider("x", ++number), dice.Between(10, 18));
        for (var i = 0; i < count; i++)
        {
            yield return new(now.AddSeconds(20 * i + dice.Between(0, 15)), victim.Account, population.Outsider("m", 100 * number + i % 4))
            {
                Kind = TransactionKind.Transfer,
                Amount = Math.Exp(victim.AmountMu) * (15 + 15 * dice.Unit()), Currency = victim.Home.Currency,
                Country = place.Country, Channel = "web", Device = device, Typology = Typology.AccountTakeover,
            };
        }
    }

    private IEnumerable<Draft> LeakedCard(DateTimeOffset now)
    {
        var victim = population.AnyActive(dice);
        var (time, count) = (now, dice.Between(6, 14));
        for (var i = 0; i < count; i++)
        {
            time = time.AddMinutes(dice.Exponential(40));
            yield return new(time, victim.Account, population.Outsider("shop", dice.Between(0, 40)))
            {
                Amount = i < 3 ? 1 + dice.Unit() : Math.Exp(victim.AmountMu) * (4 + 8 * dice.Unit()), Currency = victim.Home.Currency,
                Country = Population.FarPlace(dice).Country, Channel = "web", Device = population.Outsider("x", number),
                Typology = Typology.LeakedCard,
            };
        }

        number++;
    }

    // The visits to the bad terminal are ordinary payments; only what the copied cards do later is fraud.
    private IEnumerable<Draft> CompromisedTerminal(DateTimeOffset now)
    {
        var terminal = dice.Pick(population.Terminals);
        var (place, cards) = (Population.FarPlace(dice), dice.Between(8, 16));
        for (var i = 0; i < cards; i++)
        {
            var card = population.AnyActive(dice);
            var visit = now.AddMinutes(dice.Exponential(60));
            yield return life.Pay(card, visit, terminal);
            yield return new(visit.AddHours(2 + dice.Exponential(6)), card.Account, population.Outsider("atm", dice.Between(0, 20)))
            {
                Amount = Math.Exp(card.AmountMu) * (6 + 6 * dice.Unit()), Currency = card.Home.Currency,
                Country = place.Country, Channel = "atm", Typology = Typology.CompromisedTerminal,
            };
        }
    }

    private IEnumerable<Draft> MuleFanIn(DateTimeOffset now)
    {
        var mule = population.AnyActive(dice);
        var (total, count) = (0d, dice.Between(10, 20));
        for (var i = 0; i < count; i++)
        {
            var payer = population.AnyActive(dice);
            var amount = mule.Home.PriceLevel * (300 + 600 * dice.Unit());
            total += amount;
            yield return Laundered(payer, mule.Account, amount, now.AddMinutes(dice.Between(0, 120)))
                with { Typology = Typology.MuleFanIn };
        }

        for (var part = 0; part < 2; part++)
        {
            yield return Laundered(mule, population.Outsider("m", ++number), 0.47 * total, now.AddMinutes(125 + 5 * part))
                with { Typology = Typology.MuleFanIn };
        }
    }

    private IEnumerable<Draft> Cycle(DateTimeOffset now)
    {
        var ring = Enumerable.Range(0, dice.Between(4, 9)).Select(_ => population.AnyActive(dice)).DistinctBy(c => c.Account).ToArray();
        var (amount, time) = (ring[0].Home.PriceLevel * (1_000 + 4_000 * dice.Unit()), now);
        for (var hop = 0; hop < 2 * ring.Length; hop++)
        {
            (amount, time) = (amount * (0.97 + 0.02 * dice.Unit()), time.AddMinutes(5 + dice.Exponential(15)));
            yield return Laundered(ring[hop % ring.Length], ring[(hop + 1) % ring.Length].Account, amount, time)
                with { Typology = Typology.Cycle };
        }
    }

    private static Draft Laundered(Customer payer, string payee, double amount, DateTimeOffset time) => new(time, payer.Account, payee)
    {
        Kind = TransactionKind.Transfer, Amount = amount, Currency = payer.Home.Currency,
        Country = payer.Home.Country, Channel = "app", Device = payer.Devices[0],
    };
}
