using CsvHelper;

namespace Platform.EventFiles;

/// <summary>The one place where a broken file becomes words for the user.</summary>
internal static class Damage
{
    /// <summary>Reads, and says how far the file could be read when it is damaged.</summary>
    /// <param name="read">What is done.</param>
    /// <param name="line">The last line that could be read; 0 for none.</param>
    /// <exception cref="EventFileException">The file is damaged.</exception>
    public static T Guard<T>(Func<T> read, Func<long> line)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException e)
        {
            throw new EventFileException($"Line {e.LineNumber}: {e.Message}");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new EventFileException($"The file is damaged or cut off after line {line()}: {e.Message}");
        }
    }
}
