using System.CommandLine;
using Platform.Cli.Models;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Load.Sending;
using Platform.Scoring;

namespace Platform.Cli.Commands;

/// <summary><c>models</c>: trains models from labelled files, adds them, and puts them in force.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", """
        Models that learn from confirmed fraud: train one on a file, add it to a tenant, put it in force.

        Examples:
          ./platform models train payments.csv.gz --out model.json
          ./platform models add model.json --tenant demo --activate
          ./platform models list --tenant demo
          ./platform models activate none --tenant demo
          ./platform models gate
        """) { Train(), Gate(), Add(), List(), Activate() };

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
        var (tenant, data, root) = (Shared.Tenant(), Shared.Data(), Shared.Root());
        var command = new Command("add", """
            Add a model to a tenant; with --activate it takes part in decisions from the next event on.

            Example:
              ./platform models add model.json --tenant demo --activate
            """) { file, activate, tenant, data, root };
        command.SetAction(async (parsed, ct) =>
        {
            using var gateway = Gateway(parsed, tenant, data, root);
            var calls = new ModelCalls(gateway);
            var added = await calls.AddAsync(await File.ReadAllBytesAsync(parsed.GetRequiredValue(file), ct), ct);
            if (parsed.GetValue(activate)) return Say(await calls.ActivateAsync(added.Version, ct));

            Console.Out.WriteLine($"Added; put it in force: ./platform models activate {added.Version}");
            return 0;
        });
        return command;
    }

    private static Command List()
    {
        var (tenant, data, root) = (Shared.Tenant(), Shared.Data(), Shared.Root());
        var command = new Command("list", "The models of a tenant, and which is in force.") { tenant, data, root };
        command.SetAction(async (parsed, ct) =>
        {
            using var gateway = Gateway(parsed, tenant, data, root);
            return Say(await new ModelCalls(gateway).ListAsync(ct));
        });
        return command;
    }

    private static Command Activate()
    {
        var version = new Argument<string>("VERSION") { Description = $"As it is listed; {ModelChoice.None} for no model" };
        var (tenant, data, root) = (Shared.Tenant(), Shared.Data(), Shared.Root());
        var command = new Command("activate", """
            Put a model in force that was added, or none.

            Examples:
              ./platform models activate 0c5e7a9b1d3f --tenant demo
              ./platform models activate none --tenant demo
            """) { version, tenant, data, root };
        command.SetAction(async (parsed, ct) =>
        {
            using var gateway = Gateway(parsed, tenant, data, root);
            return Say(await new ModelCalls(gateway).ActivateAsync(parsed.GetRequiredValue(version), ct));
        });
        return command;
    }

    private static int Say(ModelList list)
    {
        foreach (var line in ModelWords.Of(list)) Console.Out.WriteLine(line);
        return 0;
    }

    private static GatewayClient Gateway(ParseResult parsed, Option<string> tenant, Option<string?> data, Option<string> root) =>
        Shared.Gateway(
            Shared.Folder(parsed.GetRequiredValue(root), parsed.GetValue(data)), parsed.GetRequiredValue(tenant), Roles.DataScientist);
}
