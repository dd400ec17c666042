using System.CommandLine;
using Platform.Cli.Models;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Scoring;

namespace Platform.Cli.Commands;

/// <summary><c>models</c>: trains models from labelled files, adds them, and puts them in force.</summary>
internal static class ModelsCommand
{
    private static readonly Argument<string> Version =
        new("VERSION") { Description = $"As it is listed; {ModelChoice.None} for no model" };

    public static Command Create() => new("models", """
        Models that learn from confirmed fraud: train one on a file, add it to a tenant, put it in force.

        Examples:
          ./platform models train payments.csv.gz --out model.json
          ./platform models add model.json --tenant demo --activate
          ./platform models list --tenant demo
          ./platform models retrain --tenant demo
          ./platform models promote 0c5e7a9b1d3f --tenant demo
          ./platform models rollback --tenant demo
          ./platform models gate
        """) { Train(), Gate(), Add(), List(), Show(), Retrain(), Promote(), RollBack() };

    private static Command Train()
    {
        var file = new Argument<string>("FILE") { Description = "CSV or NDJSON, plain, gzip or in a tar archive, with labels" };
        var output = new Option<string>("--out") { Description = "Where the model is written", HelpName = "FILE", Required = true };
        var mapping = new Option<string?>("--mapping")
        {
            Description = "Which column is what (default: the shipped one that fits)",
            HelpName = "FILE",
        };
        var seed = new Option<int>("--seed") { Description = "Of all drawing; the same seed gives the same file", HelpName = "N" };
        var most = new Option<int>("--most")
        {
            Description = "The latest events to train on; those before them only fill histories",
            HelpName = "N",
            DefaultValueFactory = _ => new FraudTrainingOptions().MostEvents,
        };
        most.Must(value => value >= 1_000, "at least 1000");
        var root = Shared.Root();
        var command = new Command("train", """
            Train a model on a file of labelled transactions: the features that scoring computes, an ensemble of boosted trees, regression
            and isolation forest, calibrated to probabilities, judged on the last fifth of the events. Needs XGBoost's library
            (apt-get install libxgboost0); scoring does not.

            Example:
              ./platform models train payments.csv.gz --out model.json
            """) { file, output, mapping, seed, most, root };
        command.SetAction((parsed, _) => Task.FromResult(TrainModel.Run(
            new(parsed.GetRequiredValue(file), parsed.GetValue(mapping), parsed.GetRequiredValue(output))
            {
                FeatureFolder = Path.Combine(parsed.GetRequiredValue(root), "apps", "risk", "features"),
                Options = new() { MostEvents = parsed.GetValue(most), Ensemble = new() { Seed = parsed.GetValue(seed) } },
            },
            Console.Out)));
        return command;
    }

    private static Command Gate()
    {
        var data = new Option<string?>("--benchmarks")
        {
            Description = "Folder of the data sets (default: ../shared/data beside the repository)",
            HelpName = "FOLDER",
        };
        var seeds = new Option<int>("--seeds") { Description = "How often to train", HelpName = "N", DefaultValueFactory = _ => 3 };
        seeds.Must(value => value is >= 1 and <= 20, "1 to 20");
        var root = Shared.Root();
        var command = new Command("gate", """
            Train on a fixed benchmark (the Fraud Detection Handbook's payments) and fail when AUC or average precision is worse than
            bench/records.json by more than noise. Without the data it says skipped and ends well. Needs XGBoost's library.

            Example:
              ./platform models gate
            """) { data, seeds, root };
        command.SetAction((parsed, _) =>
        {
            var folder = parsed.GetRequiredValue(root);
            return Task.FromResult(GateModel.Run(
                new(
                    parsed.GetValue(data) ?? Path.GetFullPath(Path.Combine(folder, "..", "shared", "data")),
                    Path.Combine(folder, "bench", "records.json"), parsed.GetValue(seeds)),
                Console.Out));
        });
        return command;
    }

    private static Command Add()
    {
        var file = new Argument<string>("FILE") { Description = "What models train wrote" };
        var activate = new Option<bool>("--activate") { Description = "Put it in force at once" };
        const string about = """
            Add a model to a tenant; with --activate it takes part in decisions from the next event on.

            Example:
              ./platform models add model.json --tenant demo --activate
            """;
        return Verb("add", about, [file, activate], async (calls, parsed, ct) =>
        {
            var added = await calls.AddAsync(await File.ReadAllBytesAsync(parsed.GetRequiredValue(file), ct), ct);
            if (parsed.GetValue(activate)) return Say(await calls.ActivateAsync(added.Version, ct));

            Console.Out.WriteLine($"Added; put it in force: ./platform models promote {added.Version}");
            return 0;
        });
    }

    private static Command List() => Verb(
        "list", "The models of a tenant, and which is in force.", [], async (calls, _, ct) => Say(await calls.ListAsync(ct)));

    private static Command Show() => Verb(
        "show", "One model: what it was trained on, how good it was, and when it was in force.", [Version], async (calls, parsed, ct) =>
        {
            var version = parsed.GetRequiredValue(Version);
            foreach (var line in ModelWords.Of(await calls.FindAsync(version, ct), await calls.ListAsync(ct))) Console.Out.WriteLine(line);
            return 0;
        });

    private static Command Retrain() => Verb(
        "retrain", "Retrain on what is known by now, and wait until it ended: a challenger that passes the gate decides.", [],
        async (calls, _, ct) =>
        {
            var run = await WatchRetraining.RunAsync(calls, Console.Out, TimeProvider.System, ct);
            return run.Status is RetrainingStatus.Promoted or RetrainingStatus.Kept ? 0 : 1;
        });

    private static Command Promote() => Verb(
        "promote", """
        Have a model decide that was added, or none; it takes part from the next event on.

        Examples:
          ./platform models promote 0c5e7a9b1d3f --tenant demo
          ./platform models promote none --tenant demo
        """, [Version], async (calls, parsed, ct) => Say(await calls.ActivateAsync(parsed.GetRequiredValue(Version), ct)));

    private static Command RollBack() => Verb(
        "rollback", "Have the model decide again that did before the one in force; twice goes back two.", [],
        async (calls, _, ct) => Say(await calls.RollBackAsync(ct)));

    private static Command Verb(
        string name, string about, Symbol[] symbols, Func<ModelCalls, ParseResult, CancellationToken, Task<int>> run) =>
        Shared.Verb((name, about), Roles.DataScientist, symbols, (gateway, parsed, ct) => run(new(gateway), parsed, ct));

    private static int Say(ModelList list)
    {
        foreach (var line in ModelWords.Of(list)) Console.Out.WriteLine(line);
        return 0;
    }
}
