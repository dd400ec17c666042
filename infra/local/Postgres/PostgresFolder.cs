using System.Security.Cryptography;
using System.Text;
using Platform.Local.Launcher;

namespace Platform.Local.Postgres;

/// <summary>Where the binaries and the data are, in a place that the server's user can reach.</summary>
/// <param name="Native">The folder with <c>bin</c>, <c>lib</c> and <c>share</c>.</param>
/// <param name="Home">Holds the cluster and the password; for the server's user only.</param>
internal sealed record PostgresFolder(string Native, string Home)
{
    public string Cluster => Path.Combine(Home, "cluster");

    public string PasswordFile => Path.Combine(Home, "password");

    public string Program(string name) => Path.Combine(Native, "bin", name);

    /// <summary>Finds or makes both. A clone below /root, which nobody else may enter, gets a folder below /var/tmp instead.</summary>
    public static async Task<PostgresFolder> PrepareAsync(PostgresOptions options, ServerUser user, CancellationToken ct)
    {
        var native = await PostgresPackage.EnsureAsync(options.Notice, ct);
        Directory.CreateDirectory(options.DataDirectory);
        var home = Path.Combine(options.DataDirectory, "postgres");
        if (!await ReachesAsync(user, options.DataDirectory, ct))
        {
            home = Elsewhere("data", options.DataDirectory);
            Tell(options, home);
        }

        await user.OwnAsync(home, ct);
        if (user.IsOther && !await user.CanRunAsync(Path.Combine(native, "bin", "postgres"), ct))
        {
            native = await CopyAsync(native, Elsewhere("native", native), ct);
        }

        return new PostgresFolder(native, home);
    }

    // The data folder is ours to open; what it lies in is not.
    private static async Task<bool> ReachesAsync(ServerUser user, string folder, CancellationToken ct)
    {
        if (!user.IsOther || await user.CanEnterAsync(folder, ct))
        {
            return true;
        }

        OwnerOnly.LetThrough(folder);
        return await user.CanEnterAsync(folder, ct);
    }

    // The name comes from the path, so that the next start finds the same data.
    private static string Elsewhere(string what, string path)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(path))))[..12];
        return Path.Combine(Directory.Exists("/var/tmp") ? "/var/tmp" : "/tmp", $"platform-postgres-{what}-{name}");
    }

    // Once per data folder: the note stays in it.
    private static void Tell(PostgresOptions options, string home)
    {
        var note = Path.Combine(options.DataDirectory, "postgres-is-elsewhere");
        if (!File.Exists(note))
        {
            options.Notice?.Invoke($"PostgreSQL's user may not enter {options.DataDirectory}; its data is in {home}.");
            File.WriteAllText(note, home + "\n");
        }
    }

    private static async Task<string> CopyAsync(string native, string target, CancellationToken ct)
    {
        var marker = Path.Combine(target, ".complete");
        if (!File.Exists(marker) || File.GetLastWriteTimeUtc(marker) < File.GetLastWriteTimeUtc(Path.Combine(native, "bin", "postgres")))
        {
            Directory.CreateDirectory(target);
            var copy = await ShortCommand.RunAsync(["cp", "-a", native + "/.", target], null, ct);
            var open = await ShortCommand.RunAsync(["chmod", "-R", "a+rX", target], null, ct);
            if (!copy.Succeeded || !open.Succeeded)
            {
                throw new LaunchException($"PostgreSQL's files could not be copied to {target} ({copy.LastLine}); free some space there");
            }

            File.WriteAllText(marker, "");
        }

        return target;
    }
}
