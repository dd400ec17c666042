using System.CommandLine;
using System.Globalization;
using Platform.Load.Sending;
using Platform.Local.Launcher;

namespace Platform.Cli.Commands;

/// <summary>Options that several verbs have.</summary>
internal static class Shared
{
    public const string DefaultTenant = "demo";
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(1);

    public static Option<string?> Data() => new("--data")
    {
        Description = "Where data, logs and keys are kept (default .data)",
        HelpName = "DIR",
    };

    public static Option<string> Tenant() => new("--tenant")
    {
        Description = "Whose events or rights",
        HelpName = "T",
        DefaultValueFactory = _ => DefaultTenant,
    };

    // For tests and for a run file elsewhere.
    public static Option<string> Root() => new("--root")
    {
        Description = "The folder with dapr.yaml and components/",
        HelpName = "DIR",
        DefaultValueFactory = _ => Repository.Root,
    };

    public static DataFolder Folder(string root, string? data) => DataFolder.Of(Path.GetFullPath(root), data);

    public static RunRecord Running(DataFolder data) => data.IsInUse() && RunRecord.Read(data) is { } run
        ? run
        : throw new LaunchException("The platform is not running; start it: ./platform up");

    /// <summary>A client of the running platform, for an hour, as someone of a tenant.</summary>
    public static GatewayClient Gateway(DataFolder folder, string tenant, string role)
    {
        var token = new Tokens(folder, TimeProvider.System).Issue(tenant, [role], TokenLifetime);
        return new(new() { Gateway = new(Running(folder).Gateway), Token = () => token });
    }

    /// <summary>A verb that calls the running platform as someone of a tenant.</summary>
    /// <param name="text">Its name, and what its help says.</param>
    /// <param name="role">As who.</param>
    /// <param name="symbols">Its arguments and options besides those of every such verb.</param>
    /// <param name="run">What it does; gives the exit code.</param>
    public static Command Verb(
        (string Name, string About) text, string role, Symbol[] symbols,
        Func<GatewayClient, ParseResult, CancellationToken, Task<int>> run)
    {
        var (tenant, data, root) = (Tenant(), Data(), Root());
        var command = new Command(text.Name, text.About) { tenant, data, root };
        foreach (var argument in symbols.OfType<Argument>()) command.Add(argument);
        foreach (var option in symbols.OfType<Option>()) command.Add(option);
        command.SetAction(async (parsed, ct) =>
        {
            var folder = Folder(parsed.GetRequiredValue(root), parsed.GetValue(data));
            using var gateway = Gateway(folder, parsed.GetRequiredValue(tenant), role);
            return await run(gateway, parsed, ct);
        });
        return command;
    }

    /// <summary>Text that is no number at all is refused by the parser itself, in its own words.</summary>
    public static void Must(this Option option, Func<double, bool> hold, string be) => option.Validators.Add(result =>
    {
        var text = result.Tokens is [var first, ..] ? first.Value : null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && !hold(value))
        {
            result.AddError($"{option.Name} must be {be}, not {text}.");
        }
    });
}
