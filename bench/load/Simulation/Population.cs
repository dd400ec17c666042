namespace Platform.Load.Simulation;

/// <summary>The people and shops of a seed. They keep their names from run to run, so that a second run finds their history.</summary>
internal sealed class Population
{
    private static readonly Place[] Places =
    [
        new("DE", "EUR", 1, 1), new("FR", "EUR", 1, 1), new("ES", "EUR", 1, 0.8), new("IT", "EUR", 1, 0.9),
        new("GB", "GBP", 0, 0.9), new("PL", "PLN", 1, 3), new("US", "USD", -5, 1.2), new("SE", "SEK", 1, 11),
    ];

    private static readonly Place[] FarPlaces = [new("BR", "BRL", -3, 5), new("TH", "THB", 7, 30), new("NG", "NGN", 1, 900)];

    private readonly SimulatorOptions options;
    private readonly double[] activity;

    /// <summary>Draws everybody.</summary>
    public Population(SimulatorOptions options, Dice dice)
    {
        this.options = options;
        Terminals = [.. Enumerable.Range(0, options.Terminals).Select(n => DrawTerminal(n, dice))];
        var local = Terminals.ToLookup(terminal => terminal.Place);
        var byPlace = Places.ToDictionary(place => place, place => local[place].DefaultIfEmpty(Terminals[0]).ToArray());
        Customers = [.. Enumerable.Range(0, options.Customers).Select(n => DrawCustomer(n, byPlace, dice))];
        activity = CumulativeActivity(dice);
    }

    /// <summary>All customers.</summary>
    public Customer[] Customers { get; }

    /// <summary>All terminals.</summary>
    public Terminal[] Terminals { get; }

    /// <summary>A customer, busy ones more often.</summary>
    public Customer AnyActive(Dice dice)
    {
        var found = Array.BinarySearch(activity, dice.Unit() * activity[^1]);
        return Customers[Math.Min(found < 0 ? ~found : found, Customers.Length - 1)];
    }

    /// <summary>Cash and goods far from every customer's home.</summary>
    public static Place FarPlace(Dice dice) => dice.Pick(FarPlaces);

    /// <summary>An account that no ordinary customer has, and no earlier run had.</summary>
    public string Outsider(string role, long number) => $"{role}{number}.{options.RunMark}";

    private static Terminal DrawTerminal(int number, Dice dice)
    {
        // Squaring favours the first places, so that some countries are large and some small.
        var place = Places[(int)(dice.Unit() * dice.Unit() * Places.Length)];
        var channel = dice.Unit() switch { < 0.7 => "pos", < 0.9 => "web", _ => "atm" };
        return new($"t{number:D5}", place, channel);
    }

    private Customer DrawCustomer(int number, Dictionary<Place, Terminal[]> byPlace, Dice dice)
    {
        var home = Places[(int)(dice.Unit() * dice.Unit() * Places.Length)];
        var near = byPlace[home];
        return new()
        {
            Account = Account(number),
            Home = home,
            Devices = dice.Chance(0.4) ? [Device(number, 'a'), Device(number, 'b')] : [Device(number, 'a')],
            Terminals = [.. Enumerable.Range(0, dice.Between(6, 25)).Select(_ => dice.Pick(dice.Chance(0.92) ? near : Terminals))],
            Payees = [.. Enumerable.Range(0, dice.Between(2, 7)).Select(_ => Account(dice.Between(0, options.Customers)))],
            AmountMu = Math.Log(home.PriceLevel * dice.LogNormal(3.2, 0.5)),
            AmountSigma = 0.4 + 0.4 * dice.Unit(),
            TransferShare = 0.05 + 0.2 * dice.Unit(),
        };
    }

    private static string Account(int number) => $"c{number:D5}";

    private static string Device(int number, char letter) => $"d{number:D5}{letter}";

    private double[] CumulativeActivity(Dice dice)
    {
        var sum = 0d;
        return [.. Customers.Select(_ => sum += dice.LogNormal(0, 0.6))];
    }
}
