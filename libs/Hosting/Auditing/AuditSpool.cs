namespace Platform.Hosting;

/// <summary>
/// Audit events on file: each is appended with one write, and kept until its file was published. A write that returned outlives the
/// process, not the machine: nothing is forced to the disk.
/// </summary>
internal sealed class AuditSpool : IDisposable
{
    private const int SegmentBytes = 4 << 20;

    private readonly Lock turn = new();
    private readonly string folder;
    private readonly SpoolOwner owner;
    private readonly Queue<(string Path, long Bytes)> full = new();
    // Whose files are taken over; only the one that publishes looks here.
    private readonly Dictionary<string, SpoolOwner> dead = new(StringComparer.Ordinal);
    private FileStream? current;
    private long currentBytes;
    private long waitingBytes;

    /// <summary>Opens a folder, for this process.</summary>
    /// <exception cref="InvalidOperationException">The folder cannot be written.</exception>
    public AuditSpool(string folder)
    {
        this.folder = Path.GetFullPath(folder);
        try
        {
            MakeFolder(this.folder);
            owner = SpoolOwner.Create(this.folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"Auditing:Folder: {this.folder} cannot be written ({e.Message})", e);
        }
    }

    /// <summary>Bytes that are not published yet.</summary>
    public long WaitingBytes => Interlocked.Read(ref waitingBytes);

    /// <summary>Appends a line; from any thread.</summary>
    /// <exception cref="IOException">The disk is full, or fails; a part of the line may be there, and is skipped by the reader.</exception>
    public void Append(ReadOnlySpan<byte> line)
    {
        lock (turn)
        {
            current ??= new(owner.NewSegment(), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
            try
            {
                current.Write(line);
            }
            catch
            {
                // So that the next line does not stand behind a part of this one.
                Close();
                throw;
            }

            currentBytes += line.Length;
            Interlocked.Add(ref waitingBytes, line.Length);
            if (currentBytes >= SegmentBytes) Close();
        }
    }

    /// <summary>The oldest file with events, to which nothing more is added; null when nothing waits.</summary>
    public string? Oldest()
    {
        lock (turn)
        {
            if (full.Count is 0) Close();
            // What somebody deleted is not waited for.
            while (full.TryPeek(out var oldest))
            {
                if (File.Exists(oldest.Path)) return oldest.Path;
                Interlocked.Add(ref waitingBytes, -full.Dequeue().Bytes);
            }

            return null;
        }
    }

    /// <summary>Deletes the oldest file: what it holds was published.</summary>
    public void Forget(string segment)
    {
        File.Delete(segment);
        lock (turn)
        {
            if (full.TryPeek(out var oldest) && oldest.Path == segment) Interlocked.Add(ref waitingBytes, -full.Dequeue().Bytes);
        }

        Leave(Path.GetFileName(segment).Split('.')[0]);
    }

    /// <summary>Takes the files of processes that died, this one's predecessor's for instance; gives their number.</summary>
    public int TakeOver()
    {
        var taken = 0;
        foreach (var other in SpoolOwner.TakeOver(folder, dead.Keys.Append(owner.Name).ToHashSet(StringComparer.Ordinal)))
        {
            dead[other.Name] = other;
            foreach (var segment in other.Segments())
            {
                taken++;
                var bytes = new FileInfo(segment).Length;
                lock (turn) full.Enqueue((segment, bytes));
                Interlocked.Add(ref waitingBytes, bytes);
            }

            Leave(other.Name);
        }

        return taken;
    }

    public void Dispose()
    {
        lock (turn) Close();
        foreach (var other in dead.Values) other.Dispose();
        owner.Dispose();
    }

    private void Close()
    {
        if (current is null) return;

        full.Enqueue((current.Name, currentBytes));
        current.Dispose();
        (current, currentBytes) = (null, 0);
    }

    // The name of a dead process goes with its last file.
    private void Leave(string name)
    {
        if (!dead.TryGetValue(name, out var other) || other.Segments().Any()) return;

        dead.Remove(name);
        other.Dispose();
    }

    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
