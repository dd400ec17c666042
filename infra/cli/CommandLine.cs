using System.CommandLine;
using System.CommandLine.Parsing;
using Platform.Cli.Commands;

namespace Platform.Cli;

/// <summary>The verbs, and the one place where a failure becomes a line of text and an exit code.</summary>
internal static class CommandLine
{
    public const int Usage = 2;

    private const string About = """
        The risk platform on one machine: no Docker, no Dapr install, no database install.

        Examples:
          ./platform up                                  start everything and play simulated transactions
          ./platform up --rate 1000 --port 8080          faster, with a fixed public port
          ./platform replay payments.csv.gz --rate 2000  play a file through the running platform
          ./platform import payments.csv.gz              import years of history, durably
          ./platform workflows list                      what runs durably, and how to steer it
          ./platform decisions replay tx-1               make a decision again, and compare it bit by bit
          ./platform models train payments.csv.gz --out m  a model from confirmed fraud
          ./platform lists import mules mules.txt        block, allow or watch accounts by a list
          ./platform audit verify --tenant demo          whether the audit log is whole
          ./platform token --tenant demo --role analyst  a token for the API
          ./platform logs risk -f                        follow one app
          ./platform test | bench | doctor               tests, figures, what is missing on this machine
        """;

    public static RootCommand Root() =>
        new(About)
        {
            UpCommand.Create(), ReplayCommand.Create(), ImportCommand.Create(), WorkflowsCommand.Create(), TokenCommand.Create(),
            AuditCommand.Create(), DecisionsCommand.Create(), ModelsCommand.Create(), LabelsCommand.Create(),
            ListsCommand.Create(), LogsCommand.Create(),
            DownCommand.Create(),
        };

    public static async Task<int> RunAsync(string[] args, CancellationToken ct)
    {
        var parsed = Root().Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync($"{Mistake(parsed)} See ./platform {Verb(parsed)}--help.");
            return Usage;
        }

        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync(Failure.Describe(e));
            return 1;
        }
    }

    // A message that quotes what was typed says more than "required command was not provided".
    private static string Mistake(ParseResult parsed)
    {
        var error = parsed.Errors.FirstOrDefault(error => error.Message.Contains('\'', StringComparison.Ordinal)) ?? parsed.Errors[0];
        var words = error.Message.Split((char[])[' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', words);
    }

    // The words up to the mistake, e.g. "workflows list ".
    private static string Verb(ParseResult parsed)
    {
        var words = "";
        for (SymbolResult? result = parsed.CommandResult; result is CommandResult { Command: not RootCommand } verb; result = verb.Parent)
        {
            words = $"{verb.Command.Name} {words}";
        }

        return words;
    }
}
