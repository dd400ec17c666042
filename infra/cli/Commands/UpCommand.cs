using System.CommandLine;
using Platform.Local.Launcher;

namespace Platform.Cli.Commands;

/// <summary><c>up</c>: starts everything, plays events and shows what comes of them.</summary>
internal static class UpCommand
{
    private const double DefaultRate = 200;

    private static readonly Option<double> Rate = new("--rate")
    {
        Description = "Simulated events a second; 0 for none",
        HelpName = "N",
        DefaultValueFactory = _ => DefaultRate,
    };

    private static readonly Option<string?> Replay = new("--replay")
    {
        Description = "Play this file instead of the simulator",
        HelpName = "FILE",
    };

    private static readonly Option<int?> Port = new("--port") { Description = "The public port (default: a free one)", HelpName = "P" };
    private static readonly Option<bool> NoRestart = new("--no-restart") { Description = "Leave a dead app dead" };
    private static readonly Option<bool> Plain = new("--plain") { Description = "Lines instead of a page" };
    private static readonly Option<bool> Logs = new("--logs") { Description = "Lines, and what the apps log among them" };
    private static readonly Option<string> Profile = new("--profile")
    {
        Description = "The folder under components/: local or redis",
        HelpName = "NAME",
        DefaultValueFactory = _ => "local",
    };

    public static Command Create()
    {
        var (tenant, data, root) = (Shared.Tenant(), Shared.Data(), Shared.Root());
        var command = new Command("up", """
            Start the database, the Dapr host and every app of dapr.yaml, play events, and show scores and alerts live.

            Examples:
              ./platform up
              ./platform up --rate 1000 --port 8080
              ./platform up --replay payments.csv.gz --profile redis
            """) { Rate, Replay, Port, Profile, tenant, data, NoRestart, Plain, Logs, root };
        Rate.Must(value => value >= 0, "0 or more");
        Port.Must(value => value is >= 1 and <= ushort.MaxValue, "from 1 to 65535");
        command.SetAction((parsed, ct) => new UpRun(
            new UpOptions(
                parsed.GetRequiredValue(tenant),
                parsed.GetValue(Rate),
                parsed.GetValue(Replay),
                parsed.GetValue(Plain) || parsed.GetValue(Logs)),
            new RunOptions
            {
                Root = Path.GetFullPath(parsed.GetRequiredValue(root)),
                Profile = parsed.GetValue(Profile),
                DataDirectory = parsed.GetValue(data),
                Port = parsed.GetValue(Port),
                NoRestart = parsed.GetValue(NoRestart),
                Output = parsed.GetValue(Logs) ? Console.Out.WriteLine : null,
            }).RunAsync(ct));
        return command;
    }
}
