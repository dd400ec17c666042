using System.Globalization;

namespace Platform.Load.Simulation;

/// <summary>What a simulation is made from. Two simulators with equal options yield equal events.</summary>
public sealed record SimulatorOptions
{
    /// <summary>The simulated moment of the first event, UTC; also the mark that keeps the event ids of different runs apart.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Where randomness starts.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many customers there are; at least 100.</summary>
    public int Customers { get; init; } = 5_000;

    /// <summary>How many terminals there are; at least 50.</summary>
    public int Terminals { get; init; } = 2_000;

    /// <summary>What a customer does on an average day. With the number of customers it sets how fast simulated time runs.</summary>
    public double EventsPerCustomerPerDay { get; init; } = 8;

    /// <summary>Ordinary events between two fraud campaigns, on average.</summary>
    public int EventsPerCampaign { get; init; } = 2_500;

    /// <summary>The ordinary event after which the first campaign begins: 3 s at 200 events/s.</summary>
    public int FirstCampaignAfter { get; init; } = 600;

    /// <summary>Marks every event id of this run: milliseconds of the start, in hexadecimal.</summary>
    public string RunMark => Start.ToUnixTimeMilliseconds().ToString("x", CultureInfo.InvariantCulture);
}
