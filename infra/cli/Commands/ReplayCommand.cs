using System.CommandLine;
using Platform.Cli.Traffic;
using Platform.Load.Replay;
using Platform.Load.Sending;

namespace Platform.Cli.Commands;

/// <summary><c>replay</c>: plays a file through the running platform and says what its scores were worth.</summary>
internal static class ReplayCommand
{
    private static readonly TimeSpan Report = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "CSV or NDJSON, plain or gzip" };
        var rate = new Option<double?>("--rate")
        {
            Description = "The most events a second (default: as fast as they are taken)",
            HelpName = "N",
        };
        var speed = new Option<double?>("--speed") { Description = "How many times faster than the file's own clock", HelpName = "X" };
        var mapping = new Option<string?>("--mapping")
        {
            Description = "Which column is what (default: the shipped one that fits)",
            HelpName = "FILE",
        };
        var time = new Option<ReplayTime>("--time") { Description = "What becomes of the times: now, original or compressed" };
        var (tenant, data, root) = (Shared.Tenant(), Shared.Data(), Shared.Root());
        rate.Must(value => value > 0, "above 0");
        speed.Must(value => value > 0, "above 0");
        var command = new Command("replay", """
            Play a file of transactions through the running platform's public API.

            Example:
              ./platform replay payments.csv.gz --tenant demo --rate 2000
            """) { file, tenant, rate, speed, mapping, time, data, root };
        command.SetAction(async (parsed, ct) =>
        {
            var folder = Shared.Folder(parsed.GetRequiredValue(root), parsed.GetValue(data));
            var tokens = new Tokens(folder, TimeProvider.System);
            using var gateway = new GatewayClient(new GatewayOptions
            {
                Gateway = new Uri(Shared.Running(folder).Gateway),
                Token = tokens.Renewed(parsed.GetRequiredValue(tenant)),
            });
            var options = ReplayTraffic.Options(parsed.GetRequiredValue(file), TimeProvider.System) with
            {
                Mapping = parsed.GetValue(mapping),
                Rate = parsed.GetValue(rate),
                Speed = parsed.GetValue(speed),
                Time = parsed.GetValue(time),
            };
            return await PlayAsync(new ReplayRun(gateway, options), ct);
        });
        return command;
    }

    private static async Task<int> PlayAsync(ReplayRun replay, CancellationToken ct)
    {
        var running = replay.RunAsync(ct);
        while (await Task.WhenAny(running, Task.Delay(Report, ct)) != running)
        {
            ct.ThrowIfCancellationRequested();
            var (lines, sent, decided) = replay.Progress;
            Console.Out.WriteLine($"sent {sent.Delivered:N0} of {lines:N0}, decided {decided:N0}, rejected {sent.Rejected:N0}");
        }

        var report = await running;
        foreach (var line in report.ToLines())
        {
            Console.Out.WriteLine(line);
        }

        return report.IsComplete ? 0 : 1;
    }
}
