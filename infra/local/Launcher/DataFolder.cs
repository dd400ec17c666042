using System.Security.Cryptography;

namespace Platform.Local.Launcher;

/// <summary>What a run keeps on disk, and the lock that lets one run at a time use it.</summary>
public sealed class DataFolder(string path)
{
    /// <summary>The folder.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Where the run that uses the folder says what it is.</summary>
    public string RunFile => System.IO.Path.Combine(Path, "run.json");

    /// <summary>One file per app, and one each for the host and PostgreSQL.</summary>
    public string Logs => System.IO.Path.Combine(Path, "logs");

    /// <summary>The folder of the <c>blobs</c> binding.</summary>
    public string Blobs => System.IO.Path.Combine(Path, "blobs");

    /// <summary>Where audit events wait for the broker.</summary>
    public string AuditSpool => System.IO.Path.Combine(Path, "audit-spool");

    /// <summary>The folder of a run: the named one, else <c>.data</c> in the clone.</summary>
    public static DataFolder Of(string root, string? named) => new(named ?? System.IO.Path.Combine(root, ".data"));

    /// <summary>The log of an app (or of <c>host</c>, <c>postgres</c>).</summary>
    public string Log(string app) => System.IO.Path.Combine(Logs, app + ".log");

    /// <summary>The development issuer's HS256 key in base64; made at first use, for its owner only.</summary>
    public string DevelopmentKey()
    {
        var file = System.IO.Path.Combine(Path, "dev-signing-key");
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(Path);
            OwnerOnly.Write(file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) + "\n");
        }

        return File.ReadAllText(file).Trim();
    }

    /// <summary>Whether a run holds the folder now.</summary>
    public bool IsInUse()
    {
        var file = System.IO.Path.Combine(Path, "run.lock");
        if (!File.Exists(file))
        {
            return false;
        }

        try
        {
            using var held = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Makes the folder and takes it for this run.</summary>
    internal DataLock Take()
    {
        try
        {
            foreach (var folder in (string[])[Blobs, Logs])
            {
                Directory.CreateDirectory(folder);
                OwnerOnly.CloseFolder(folder);
            }

            var file = System.IO.Path.Combine(Path, "run.lock");
            return new DataLock(new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new LaunchException($"{Path} may not be written; pass another folder: --data DIR", e);
        }
        catch (IOException e)
        {
            var who = RunRecord.Read(this) is { } run ? $" by process {run.ProcessId}" : "";
            throw new LaunchException($"{Path} is in use{who}; stop it first: ./platform down", e);
        }
    }
}

/// <summary>Held while a run uses its data folder; the system lets go of it however the run ends.</summary>
internal sealed class DataLock(FileStream file) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => file.DisposeAsync();
}
