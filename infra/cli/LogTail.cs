namespace Platform.Cli;

/// <summary>Prints the end of a log file and then what is added to it; a file that was set aside is followed by its successor.</summary>
internal sealed class LogTail(string file, string prefix, TextWriter output)
{
    private long position;

    public void PrintLast(int count)
    {
        var last = new Queue<string>(count + 1);
        foreach (var line in Read(0))
        {
            last.Enqueue(line);
            if (last.Count > count)
            {
                last.Dequeue();
            }
        }

        Print(last);
    }

    public void PrintNew()
    {
        var length = new FileInfo(file) is { Exists: true } info ? info.Length : 0;
        if (length != position)
        {
            Print(Read(length < position ? 0 : position));
        }
    }

    private void Print(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            output.WriteLine(prefix + line);
        }
    }

    private IEnumerable<string> Read(long from)
    {
        if (!File.Exists(file))
        {
            yield break;
        }

        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = from;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }

        position = stream.Position;
    }
}
