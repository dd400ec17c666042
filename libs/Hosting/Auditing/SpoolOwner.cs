namespace Platform.Hosting;

/// <summary>
/// The name under which one process keeps its files in a shared folder; it is held by a locked file while the process lives.
/// </summary>
internal sealed class SpoolOwner : IDisposable
{
    private const string LockEnding = ".lock";
    private const string SegmentEnding = ".events";
    private const int Attempts = 10;

    private readonly string folder;
    private readonly FileStream held;
    private int segments;

    private SpoolOwner(string folder, string name, FileStream held) => (this.folder, Name, this.held) = (folder, name, held);

    public string Name { get; }

    /// <summary>Takes a new name.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static SpoolOwner Create(string folder)
    {
        for (var attempt = 1; ; attempt++)
        {
            var name = $"{Guid.CreateVersion7():N}";
            try
            {
                return new(folder, name, Lock(Path.Combine(folder, name + LockEnding), FileMode.CreateNew));
            }
            catch (IOException) when (attempt < Attempts)
            {
                // Between making and locking the file another process took it for that of a dead one.
                continue;
            }
        }
    }

    /// <summary>
    /// Takes the names of processes that died without clearing up; the system lets go of a lock however its process ends.
    /// </summary>
    public static IEnumerable<SpoolOwner> TakeOver(string folder, IReadOnlySet<string> ours)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*" + LockEnding))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            if (!ours.Contains(name) && TryLock(path) is { } held) yield return new(folder, name, held);
        }
    }

    /// <summary>Path of a file that is not there yet.</summary>
    public string NewSegment() => Path.Combine(folder, $"{Name}.{++segments:D9}{SegmentEnding}");

    /// <summary>The files that are there, oldest first.</summary>
    public IEnumerable<string> Segments() =>
        Directory.EnumerateFiles(folder, $"{Name}.*{SegmentEnding}").Order(StringComparer.Ordinal);

    /// <summary>Lets go of the name; it is gone when no files are left under it.</summary>
    public void Dispose()
    {
        if (Directory.Exists(folder) && !Segments().Any()) File.Delete(held.Name);
        held.Dispose();
    }

    private static FileStream? TryLock(string path)
    {
        try
        {
            return Lock(path, FileMode.Open);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its process lives, or it was cleared up meanwhile.
            return null;
        }
    }

    private static FileStream Lock(string path, FileMode mode) => new(path, mode, FileAccess.ReadWrite, FileShare.None);
}
