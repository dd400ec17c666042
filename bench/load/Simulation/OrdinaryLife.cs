using Platform.Contracts;

namespace Platform.Load.Simulation;

/// <summary>What customers do when nothing is wrong.</summary>
internal sealed class OrdinaryLife(Population population, Dice dice)
{
    // A customer asleep is passed over; the bound keeps the loop short when everybody sleeps.
    private const int MostTries = 6;

    /// <summary>Somebody who is likely to be awake.</summary>
    public Customer WhoActs(DateTimeOffset time)
    {
        var customer = population.AnyActive(dice);
        for (var tries = 1; tries < MostTries && !dice.Chance(DayRhythm.At(time.Hour + customer.Home.HoursAhead)); tries++)
        {
            customer = population.AnyActive(dice);
        }

        return customer;
    }

    /// <summary>An ordinary event of a customer.</summary>
    public Draft Act(Customer customer, DateTimeOffset time) =>
        dice.Chance(customer.TransferShare) ? Transfer(customer, time) : Pay(customer, time, Terminal(customer));

    /// <summary>An ordinary payment at a terminal.</summary>
    public Draft Pay(Customer customer, DateTimeOffset time, Terminal terminal) => new(time, customer.Account, terminal.Id)
    {
        Amount = dice.LogNormal(customer.AmountMu, customer.AmountSigma),
        Currency = customer.Home.Currency,
        Country = terminal.Channel is "web" ? customer.Home.Country : terminal.Place.Country,
        Channel = terminal.Channel,
        Device = terminal.Channel is "web" ? Device(customer) : null,
    };

    private Draft Transfer(Customer customer, DateTimeOffset time) => new(time, customer.Account, dice.Pick(customer.Payees))
    {
        Kind = TransactionKind.Transfer,
        Amount = 3 * dice.LogNormal(customer.AmountMu, customer.AmountSigma),
        Currency = customer.Home.Currency,
        Country = customer.Home.Country,
        Channel = "app",
        Device = Device(customer),
    };

    private Terminal Terminal(Customer customer) =>
        dice.Chance(0.96) ? dice.Pick(customer.Terminals) : dice.Pick(population.Terminals);

    private string Device(Customer customer) =>
        customer.Devices.Length > 1 && dice.Chance(0.2) ? customer.Devices[1] : customer.Devices[0];
}
