using System.Globalization;
using Platform.Local.Launcher;

namespace Platform.Local.Postgres;

/// <summary>Who the server runs as: PostgreSQL refuses root, so root hands over to <c>nobody</c>.</summary>
internal sealed class ServerUser
{
    private readonly string? ids;

    private ServerUser(string? ids) => this.ids = ids;

    /// <summary>Whether it is another user than ours.</summary>
    public bool IsOther => ids is not null;

    public static ServerUser Current()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new ServerUser(null);
        }

        var nobody = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).FirstOrDefault(fields => fields[0] == "nobody")
            ?? throw new LaunchException("PostgreSQL does not run as root and there is no user 'nobody'; run ./platform as another user");
        return new ServerUser(string.Create(CultureInfo.InvariantCulture, $"{nobody[2]}:{nobody[3]}"));
    }

    /// <summary>The same command as that user.</summary>
    public IReadOnlyList<string> Command(params IReadOnlyList<string> command) => ids?.Split(':') is not [var user, var group]
        ? command
        : ["setpriv", $"--reuid={user}", $"--regid={group}", "--clear-groups", .. command];

    /// <summary>Whether that user may run this program where it is.</summary>
    public async Task<bool> CanRunAsync(string program, CancellationToken ct) =>
        (await ShortCommand.RunAsync(Command(program, "--version"), null, ct)).Succeeded;

    /// <summary>Whether that user may enter this folder.</summary>
    public async Task<bool> CanEnterAsync(string folder, CancellationToken ct) =>
        (await ShortCommand.RunAsync(Command("test", "-x", folder), null, ct)).Succeeded;

    /// <summary>Makes the folder, for that user only.</summary>
    public async Task OwnAsync(string folder, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        if (ids is not null)
        {
            await ShortCommand.RunAsync(["chown", "-R", ids, folder], null, ct);
        }

        OwnerOnly.CloseFolder(folder);
    }
}
