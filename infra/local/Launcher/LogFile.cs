using System.Text;

namespace Platform.Local.Launcher;

/// <summary>A process's output: on disk, bounded by size (one older file is kept), with the last lines at hand.</summary>
internal sealed class LogFile(string path, long maxBytes = LogFile.DefaultMaxBytes) : IDisposable
{
    private const long DefaultMaxBytes = 10 << 20;
    private const int LastLines = 200;

    private readonly Lock gate = new();
    private readonly Queue<string> last = new(LastLines);
    private StreamWriter? writer;
    private long bytes;
    private bool closed;

    public string Path { get; } = path;

    /// <summary>Called for every line, outside the lock.</summary>
    public event Action<string>? Written;

    public IReadOnlyList<string> Last(int count)
    {
        lock (gate)
        {
            return [.. last.Skip(Math.Max(0, last.Count - count))];
        }
    }

    public void Write(string line)
    {
        lock (gate)
        {
            if (closed)
            {
                return;
            }

            if (last.Count == LastLines)
            {
                last.Dequeue();
            }

            last.Enqueue(line);
            Append(line);
        }

        Written?.Invoke(line);
    }

    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            writer?.Dispose();
            writer = null;
        }
    }

    private void Append(string line)
    {
        writer ??= Open();
        if (bytes > maxBytes)
        {
            writer.Dispose();
            File.Move(Path, Path + ".1", overwrite: true);
            writer = Open();
        }

        writer.WriteLine(line);
        bytes += Encoding.UTF8.GetByteCount(line) + 1;
    }

    private StreamWriter Open()
    {
        if (System.IO.Path.GetDirectoryName(Path) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var stream = new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        bytes = stream.Length;
        return new StreamWriter(stream) { AutoFlush = true };
    }
}
