using System.Text;

namespace Platform.EventFiles;

/// <summary>Reads lines of text and gives up on one that has no end, so that no file can fill the memory.</summary>
internal sealed class LineSource(Stream stream) : IDisposable
{
    private const int MaxLineLength = 1 << 20;

    private readonly StreamReader reader = new(stream);
    private readonly char[] block = new char[16 << 10];
    private readonly StringBuilder begun = new();
    private int at, count;

    /// <summary>The line that was read last, from 1; 0 before the first.</summary>
    public long Line { get; private set; }

    /// <summary>The next line that is not blank; null after the last.</summary>
    /// <exception cref="EventFileException">The file is damaged, or a line is too long.</exception>
    public string? Next()
    {
        while (Damage.Guard(Read, () => Line) is { } text)
        {
            if (!string.IsNullOrWhiteSpace(text)) return text;
        }

        return null;
    }

    public void Dispose() => reader.Dispose();

    private string? Read()
    {
        while (at < count || Refill())
        {
            var rest = block.AsSpan(at, count - at);
            var end = rest.IndexOf('\n');
            begun.Append(end < 0 ? rest : rest[..end]);
            at = end < 0 ? count : at + end + 1;
            if (end >= 0) return Taken();
            if (begun.Length > MaxLineLength) throw new EventFileException($"Line {Line + 1}: longer than {MaxLineLength} characters.");
        }

        return begun.Length > 0 ? Taken() : null;
    }

    private bool Refill()
    {
        (at, count) = (0, reader.Read(block));
        return count > 0;
    }

    private string Taken()
    {
        Line++;
        var text = begun.ToString();
        begun.Clear();
        return text;
    }
}
