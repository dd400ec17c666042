using System.Globalization;
using System.Security.Cryptography;
using Platform.Local.Launcher;

namespace Platform.Local.Postgres;

/// <summary>The server's files: made once, and freed from a server that a killed host left behind.</summary>
internal sealed class PostgresCluster(PostgresFolder folder, ServerUser user)
{
    public const string UserName = "platform";

    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    /// <summary>Makes the cluster unless it is there, and answers its password.</summary>
    public async Task<string> EnsureAsync(Action<string>? notice, bool durable, CancellationToken ct)
    {
        if (!File.Exists(Path.Combine(folder.Cluster, "PG_VERSION")))
        {
            notice?.Invoke("Creating the database (once) …");
            await CreateAsync(durable, ct);
        }

        return (await File.ReadAllTextAsync(folder.PasswordFile, ct)).Trim();
    }

    /// <summary>A host that was killed may leave its server running, or the file that says so.</summary>
    public async Task FreeAsync(CancellationToken ct)
    {
        var file = Path.Combine(folder.Cluster, "postmaster.pid");
        if (!File.Exists(file))
        {
            return;
        }

        var first = (await File.ReadAllLinesAsync(file, ct)).FirstOrDefault();
        if (int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var process) && IsOurServer(process))
        {
            await StopAsync(process, ct);
        }

        // The number may belong to another process by now, which PostgreSQL would take for a running server.
        File.Delete(file);
    }

    // Made beside its place and moved there when complete, so that an interrupted start leaves nothing half made.
    private async Task CreateAsync(bool durable, CancellationToken ct)
    {
        var draft = folder.Cluster + ".new";
        if (Directory.Exists(draft))
        {
            Directory.Delete(draft, recursive: true);
        }

        OwnerOnly.Write(folder.PasswordFile, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)) + "\n");
        await user.OwnAsync(folder.Home, ct);
        IReadOnlyList<string> initdb =
        [
            folder.Program("initdb"), "-D", draft, "-U", UserName, "--auth=scram-sha-256", $"--pwfile={folder.PasswordFile}",
            "--encoding=UTF8", "--locale=C", .. durable ? (string[])[] : ["--no-sync"],
        ];
        var result = await ShortCommand.RunAsync(user.Command(initdb), folder.Home, ct);
        if (!result.Succeeded)
        {
            throw new LaunchException(
                $"PostgreSQL could not make its files in {folder.Home} ({result.LastLine}); free some space or pass --data DIR");
        }

        Directory.Move(draft, folder.Cluster);
    }

    private bool IsOurServer(int process) =>
        ProcessTable.CommandLine(process)?.Contains(folder.Cluster, StringComparison.Ordinal) == true;

    private async Task StopAsync(int process, CancellationToken ct)
    {
        Signals.Send(process, Signal.Interrupt);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(StopPatience);
        while (IsOurServer(process) && !patience.IsCancellationRequested)
        {
            await Task.Delay(20, ct);
        }

        if (IsOurServer(process))
        {
            Signals.SendToGroup(process, Signal.Kill);
        }
    }
}
