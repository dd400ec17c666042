namespace Platform.Bench;

/// <summary>Something the caller can put right; the message says what.</summary>
internal sealed class BenchException(string message) : Exception(message);

/// <summary>What is measured, and how long.</summary>
/// <param name="Quick">Short measurements, to see that the bench works; the figures are not to be published.</param>
/// <param name="Only">Name of the one scenario to run; null for all.</param>
internal sealed record BenchOptions(bool Quick, string? Only)
{
    /// <summary>Reads <c>[--quick] [--only NAME]</c>.</summary>
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
                var other => throw new BenchException($"{other} is not known; bench [--quick] [--only {Names}]"),
            };
        }

        return options;
    }

    private static string Names => string.Join('|', BenchRun.Scenarios.Select(scenario => scenario.Name));

    private static string Known(string name) => BenchRun.Scenarios.Any(scenario => scenario.Name == name)
        ? name
        : throw new BenchException($"There is no scenario {name}; there are {Names}.");
}
