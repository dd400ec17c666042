using System.CommandLine;
using Platform.Cli.Imports;
using Platform.Load.Sending;

namespace Platform.Cli.Commands;

/// <summary><c>import</c>: imports a file durably, and watches, pauses, resumes or cancels an import.</summary>
internal static class ImportCommand
{
    private static readonly Argument<string?> File = new("FILE")
    {
        Description = "CSV or NDJSON, plain, gzip or in a tar archive",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Mapping = new("--mapping")
    {
        Description = "Which column is what: a file, or the name of a shipped one (default: the shipped one that fits)",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Id = new("--id")
    {
        Description = "Names the import, so that repeating the command does not import twice: 1-16 of a-z and 0-9",
        HelpName = "ID",
    };

    private static readonly Option<string?> Watch = Verb("--watch", "Show how far an import is until it ends");
    private static readonly Option<string?> Pause = Verb("--pause", "Pause an import");
    private static readonly Option<string?> Resume = Verb("--resume", "Go on with a paused import, and watch it");
    private static readonly Option<string?> Cancel = Verb("--cancel", "End an import; what was accepted stays accepted");

    public static Command Create()
    {
        var (tenant, data, root) = (Shared.Tenant(), Shared.Data(), Shared.Root());
        var command = new Command("import", """
            Import a file of transactions with a workflow: it can be paused, and goes on after a crash where it stopped. Bad lines are
            written beside the file, in the data folder, with their reasons. Ctrl-C stops watching; the import goes on.

            Examples:
              ./platform import payments.csv.gz --tenant demo
              ./platform import payments.csv --mapping mine.yaml --id history2026
              ./platform import --pause history2026
              ./platform import --resume history2026
            """) { File, tenant, Mapping, Id, Watch, Pause, Resume, Cancel, data, root };
        command.Validators.Add(result =>
        {
            var given = new[] { Watch, Pause, Resume, Cancel }.Count(option => result.GetValue(option) is not null);
            if (result.GetValue(File) is not null) given++;
            if (given != 1) result.AddError("Give one of FILE, --watch, --pause, --resume, --cancel.");
        });
        command.SetAction((parsed, ct) => RunAsync(
            parsed, new(parsed.GetRequiredValue(tenant), parsed.GetRequiredValue(root), parsed.GetValue(data)), ct));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Place place, CancellationToken ct)
    {
        var folder = Shared.Folder(place.Root, place.Data);
        var running = Shared.Running(folder);
        using var gateway = new GatewayClient(new GatewayOptions
        {
            Gateway = new Uri(running.Gateway),
            Token = new Tokens(folder, TimeProvider.System).Renewed(place.Tenant),
        });
        var imports = new ImportCalls(gateway);
        var watch = new WatchImport(
            imports, Console.Out, $"./platform import --watch ID --tenant {place.Tenant}", TimeProvider.System);
        if (parsed.GetValue(Pause) is { } pause) return await watch.SayAsync(await imports.ChangeAsync(pause, "pause", ct));
        if (parsed.GetValue(Cancel) is { } cancel) return await watch.SayAsync(await imports.ChangeAsync(cancel, "cancel", ct));
        if (parsed.GetValue(Watch) is { } id) return await watch.RunAsync(id, ct);
        if (parsed.GetValue(Resume) is { } resume) return await watch.RunAsync((await imports.ChangeAsync(resume, "resume", ct)).Id, ct);

        var file = new TenantFile(folder.Blobs, place.Tenant);
        var request = await file.BringAsync(parsed.GetValue(File) ?? "", parsed.GetValue(Mapping), parsed.GetValue(Id), ct);
        return await watch.RunAsync((await imports.StartAsync(request, ct)).Id, ct);
    }

    private static Option<string?> Verb(string name, string description) => new(name) { Description = description, HelpName = "ID" };

    /// <summary>Whose import, on which run.</summary>
    private sealed record Place(string Tenant, string Root, string? Data);
}
