using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Platform.Cli.Labels;
using Platform.Cli.Models;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Load.Sending;

namespace Platform.Cli.Commands;

/// <summary><c>labels</c>: says what events turned out to be, from a file.</summary>
internal static class LabelsCommand
{
    private const int Together = 1_000;
    private const int SayEvery = 20;

    private static readonly Argument<string> File = new("FILE")
    {
        Description = "CSV or NDJSON, plain, gzip or in a tar archive, with labels",
    };

    private static readonly Option<string?> Mapping = new("--mapping")
    {
        Description = "Which column is what (default: the shipped one that fits)",
        HelpName = "FILE",
    };

    private static readonly Option<LabelSource> Source = new("--source")
    {
        Description = "Who says so",
        DefaultValueFactory = _ => LabelSource.Chargeback,
    };

    private static readonly Option<double> Delay = new("--delay-days")
    {
        Description = "How long after an event it was known",
        HelpName = "DAYS",
        DefaultValueFactory = _ => 7,
    };

    private static readonly Option<bool> FraudOnly = new("--fraud-only") { Description = "Label the frauds only" };

    public static Command Create() => new("labels", """
        Say what events turned out to be: chargebacks, investigations, complaints.

        Examples:
          ./platform labels add chargebacks.csv --tenant demo
          ./platform labels add payments.csv.gz --source investigation --delay-days 30 --fraud-only
        """) { Add() };

    private static Command Add()
    {
        Delay.Must(value => value is >= 0 and <= 3_650, "from 0 to 3650");
        const string about = """
            Label the events of a file, a thousand at a time; interrupted, it can be run again.

            Example:
              ./platform labels add chargebacks.csv --tenant demo
            """;
        return Shared.Verb(("add", about), Roles.DataScientist, [File, Mapping, Source, Delay, FraudOnly], AddAsync);
    }

    private static async Task<int> AddAsync(GatewayClient gateway, ParseResult parsed, CancellationToken ct)
    {
        var events = LabelledFile.Read(parsed.GetRequiredValue(File), parsed.GetValue(Mapping), new Said(Console.Out));
        var labels = LabelFile.Of(
            events.Where(e => e.IsFraud || !parsed.GetValue(FraudOnly)), parsed.GetValue(Source),
            TimeSpan.FromDays(parsed.GetValue(Delay)), TimeProvider.System.GetUtcNow());
        var sum = new LabelResult(0, 0, 0, 0);
        foreach (var (part, portion) in labels.Chunk(Together).Index())
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new(portion), ContractsJson.Default.LabelBatch);
            var result = await gateway.CallAsync(HttpMethod.Post, "labels", body, ContractsJson.Default.LabelResult, ct);
            sum = new(
                sum.Accepted + result.Accepted, sum.Repeated + result.Repeated, sum.Changed + result.Changed,
                sum.Contradicted + result.Contradicted);
            if (part % SayEvery == SayEvery - 1) Say($"{sum.Accepted + sum.Repeated:N0} sent …");
        }

        Say($"{sum.Accepted:N0} new, {sum.Repeated:N0} known before, {sum.Contradicted:N0} on events on which labels disagree.");
        Say($"{sum.Changed:N0} events turned out to be something else than was known before.");
        return 0;
    }

    private static void Say(FormattableString text) => Console.Out.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
