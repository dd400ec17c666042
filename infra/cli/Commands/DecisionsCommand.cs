using System.CommandLine;
using Platform.Cli.Decisions;
using Platform.Hosting;

namespace Platform.Cli.Commands;

/// <summary><c>decisions</c>: has the running platform make a decision again.</summary>
internal static class DecisionsCommand
{
    private static readonly Argument<string> Id = new("ID") { Description = "The id of the decision, which is that of its event" };

    public static Command Create() => new("decisions", """
        Look into decisions.

        Examples:
          ./platform decisions replay tx-1 --tenant demo
        """) { Replay() };

    private static Command Replay() => Shared.Verb(
        ("replay", """
        Make a decision again from the very rules, features, settings and model of then, and compare it bit by bit. Says what each rule
        and each feature gave. Exit code 0: it is the same; 1: it is not, and what differs is named.

        Examples:
          ./platform decisions replay tx-1 --tenant demo
        """),
        Roles.Analyst, [Id],
        (gateway, parsed, ct) => ReplayDecision.RunAsync(gateway, parsed.GetRequiredValue(Id), Console.Out, ct));
}
