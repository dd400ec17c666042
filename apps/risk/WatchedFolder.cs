using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Platform.Risk;

/// <summary>Tells when files of a folder change: at once by the system's watch, and within seconds by looking.</summary>
/// <remarks>What is written into a folder that is made at the same moment can escape the watch.</remarks>
internal sealed class WatchedFolder : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private readonly string folder;
    private readonly string pattern;
    private readonly SearchOption depth;
    private readonly Lock turn = new();
    private readonly PhysicalFileProvider files;
    private IDisposable? watch;
    private ITimer? look;
    private long stamp;

    /// <summary>Notes how the folder is; read it after that, and then <see cref="Start"/>.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public WatchedFolder(string folder, string pattern, SearchOption depth)
    {
        (this.folder, this.pattern, this.depth) = (folder, pattern, depth);
        files = new(folder) { UseActivePolling = false };
        stamp = Stamp();
    }

    /// <summary>The files, in the order of their names.</summary>
    public IEnumerable<string> Paths => Directory.EnumerateFiles(folder, pattern, depth).Order(StringComparer.Ordinal);

    /// <summary>Calls back after each change since the folder was noted, never twice at once.</summary>
    public void Start(TimeProvider time, Action onChange)
    {
        var glob = depth is SearchOption.AllDirectories ? $"**/{pattern}" : pattern;
        watch = ChangeToken.OnChange(() => files.Watch(glob), () => Tell(onChange, always: true));
        look = time.CreateTimer(_ => Tell(onChange, always: false), null, LookEvery, LookEvery);
    }

    public void Dispose()
    {
        look?.Dispose();
        watch?.Dispose();
        files.Dispose();
    }

    private void Tell(Action onChange, bool always)
    {
        lock (turn)
        {
            // Before the reading: what changes during it is read once more.
            var (before, now) = (stamp, Stamp());
            stamp = now;
            if (always || now != before) onChange();
        }
    }

    // Which files there are, how long, and when they were written last; a folder that cannot be read is unlike any other.
    private long Stamp()
    {
        try
        {
            var hash = new HashCode();
            foreach (var file in Paths.Select(path => new FileInfo(path)))
            {
                hash.Add(file.FullName, StringComparer.Ordinal);
                hash.Add(file.LastWriteTimeUtc);
                hash.Add(file.Exists ? file.Length : -1);
            }

            return hash.ToHashCode();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return long.MinValue;
        }
    }
}
