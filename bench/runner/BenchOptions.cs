namespace Platform.Bench;

/// <summary>Something the caller can put right; the message says what.</summary>
internal sealed class BenchException(string message) : Exception(message);

/// <summary>What is measured, and how long.</summary>
/// <param name="Quick">Short measurements, to see that the bench works; the figures are not to be published.</param>
/// <param name="Only">Name of the one scenario or group to run; null for all.</param>
internal sealed record BenchOptions(bool Quick, string? Only)
{
    /// <summary>Reads <c>[--quick] [[--only] NAME]</c>.</summary>
    /// <exception cref="BenchException">Something else was given.</exception>
    public static BenchOptions Parse(string[] args)
    {
        var options = new BenchOptions(false, null);
        for (var i = 0; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "--quick" => options with { Quick = true },
                "--only" when i + 1 < args.Length => options with { Only = Known(args[++i]) },
                ['-', ..] => throw new BenchException($"{args[i]} is not known; bench [--quick] [{Names}]"),
                _ => options with { Only = Known(args[i]) },
            };
        }

        return options;
    }

    /// <summary>Whether a scenario is to be run.</summary>
    public bool Wants(IScenario scenario) => Only is null || scenario.Name == Only || scenario.Group == Only;

    private static string Names =>
        string.Join('|', BenchRun.Scenarios.SelectMany(scenario => new[] { scenario.Group, scenario.Name }).OfType<string>().Distinct());

    private static string Known(string name) => BenchRun.Scenarios.Any(scenario => scenario.Name == name || scenario.Group == name)
        ? name
        : throw new BenchException($"There is no scenario {name}; there are {Names}.");
}
