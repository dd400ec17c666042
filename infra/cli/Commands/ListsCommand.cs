using System.CommandLine;
using System.Globalization;
using Platform.Cli.Lists;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Cli.Commands;

/// <summary><c>lists</c>: shows and fills a tenant's lists.</summary>
internal static class ListsCommand
{
    private static readonly Argument<string> Name = new("NAME") { Description = "The list" };
    private static readonly Argument<string> File = new("FILE") { Description = "Values, one a line; # begins a comment" };
    private static readonly Argument<string[]> Values = new("VALUE") { Arity = ArgumentArity.OneOrMore, Description = "Values" };
    private static readonly Option<string?> Reason = new("--reason")
    {
        Description = "Why, in the reasons of decisions",
        HelpName = "TEXT",
    };

    public static Command Create() => new("lists", """
        Show and fill lists of accounts, counterparties, devices or countries.

        Examples:
          ./platform lists list --tenant demo
          ./platform lists add mules acc-0042 acc-0043 --reason "chargeback of May"
          ./platform lists remove mules acc-0042
          ./platform lists import mules mules.txt
        """)
    {
        Verb("list", "Show all lists and how many entries they have.", [], ListAsync),
        Verb("add", "Put values on a list.", [Name, Values, Reason], (lists, parsed, ct) => AddAsync(lists, parsed, [Of(parsed)], ct)),
        Verb("remove", "Take values off a list.", [Name, Values], RemoveAsync),
        Verb("import", "Put the values of a file on a list, some thousands at a time; interrupted, it can be run again.",
            [Name, File, Reason], (lists, parsed, ct) => AddAsync(
                lists, parsed, ListFile.Portions(System.IO.File.ReadLines(parsed.GetRequiredValue(File))), ct)),
    };

    private static Command Verb(string name, string about, Symbol[] symbols, Func<ListCalls, ParseResult, CancellationToken, Task> run) =>
        Shared.Verb((name, about), Roles.Analyst, symbols, async (gateway, parsed, ct) =>
        {
            await run(new(gateway), parsed, ct);
            return 0;
        });

    private static string[] Of(ParseResult parsed) => parsed.GetRequiredValue(Values);

    private static async Task ListAsync(ListCalls lists, ParseResult parsed, CancellationToken ct)
    {
        var all = await lists.AllAsync(ct);
        foreach (var list in all.Lists)
            Say(Text(list));

        Say(string.Create(CultureInfo.InvariantCulture, $"{all.Entries,12:N0}  entries of {all.MostEntries:N0}"));
    }

    private static string Text(ListView list)
    {
        var what = list.Field is { } field ? $"{list.Kind} {field}" : $"{list.Kind}";
        return string.Create(
            CultureInfo.InvariantCulture, $"{list.Entries,12:N0}  {list.Name} ({what.ToLowerInvariant()}) {list.Description}");
    }

    private static async Task AddAsync(ListCalls lists, ParseResult parsed, IEnumerable<string[]> portions, CancellationToken ct)
    {
        var (added, last) = (0L, 0L);
        foreach (var portion in portions)
        {
            var change = await lists.AddAsync(parsed.GetRequiredValue(Name), portion, parsed.GetValue(Reason), ct);
            (added, last) = (added + change.Changed, change.Entries);
        }

        Say(string.Create(CultureInfo.InvariantCulture, $"{added:N0} added, {last:N0} on the list."));
    }

    private static async Task RemoveAsync(ListCalls lists, ParseResult parsed, CancellationToken ct)
    {
        var change = await lists.RemoveAsync(parsed.GetRequiredValue(Name), Of(parsed), ct);
        Say(string.Create(CultureInfo.InvariantCulture, $"{change.Changed:N0} removed, {change.Entries:N0} on the list."));
    }

    private static void Say(string text) => Console.Out.WriteLine(text);
}
