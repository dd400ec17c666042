using System.Diagnostics;
using System.Globalization;
using Platform.Local.Launcher;

namespace Platform.Local.Postgres;

/// <summary>The server that all tests of a process share: nothing flushed to disk, files in a temporary folder.</summary>
internal static class TestPostgres
{
    private const string FolderName = "platform-tests-postgres-";

    private static readonly Lazy<Task<EmbeddedPostgres>> Server = new(StartAsync);

    public static Task<EmbeddedPostgres> Shared => Server.Value;

    private static async Task<EmbeddedPostgres> StartAsync()
    {
        DeleteLeftOvers();
        var folder = Path.Combine(Path.GetTempPath(), FolderName + Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        var postgres = await EmbeddedPostgres.StartAsync(new PostgresOptions { DataDirectory = folder, Durable = false });
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            postgres.KillAsync().GetAwaiter().GetResult();
            Remove(folder);
        };
        return postgres;
    }

    // Hundreds of databases take many seconds on a busy machine, and a test process that does not end in ten counts as failed: so another
    // process does it, under a name that no later test process takes for a left-over.
    private static void Remove(string folder)
    {
        var gone = $"{folder}.gone";
        Directory.Move(folder, gone);
        using var remover = Process.Start("rm", ["-rf", gone]);
    }

    // A test process that was killed leaves its folder; its reaper ended the server.
    private static void DeleteLeftOvers()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), FolderName + "*"))
        {
            var number = folder[(folder.LastIndexOf('-') + 1)..];
            var isNumber = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var process);
            if (isNumber && ProcessTable.CommandLine(process) is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
