using System.Buffers;

namespace Platform.Ingest;

/// <summary>
/// Cuts a JSON array into its elements without judging them, so that one element that is not JSON (a NaN, 10,000 levels)
/// does not take the others with it. It follows strings and brackets only. O(length), no recursion.
/// </summary>
internal sealed class ArrayElements(ReadOnlyMemory<byte> array)
{
    private static readonly SearchValues<byte> Structural = SearchValues.Create("\"[]{},"u8);
    private static readonly SearchValues<byte> InString = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> Whitespace = SearchValues.Create(" \t\r\n"u8);
    private int position = array.Span.IndexOf((byte)'[') + 1;
    private bool ended;

    /// <summary>True once the last element was taken and only white space follows the closing bracket.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Takes the next element, white space included; false after the last, or when the array breaks off.</summary>
    public bool TryNext(out ReadOnlyMemory<byte> element)
    {
        element = default;
        if (ended)
        {
            return false;
        }

        var start = position;
        var end = EndOfElement(array.Span, start);
        ended = end < 0 || array.Span[end] is not (byte)',';
        if (end < 0)
        {
            return false;
        }

        element = array[start..end];
        position = end + 1;
        IsClosed = array.Span[end] is (byte)']' && array.Span[position..].IndexOfAnyExcept(Whitespace) < 0;
        // "[]" has no element; "[1,]" has an empty second one, which is then refused.
        return array.Span[end] is (byte)',' || start > FirstElement || element.Span.IndexOfAnyExcept(Whitespace) >= 0;
    }

    private int FirstElement => array.Span.IndexOf((byte)'[') + 1;

    // The comma or bracket that ends the element; -1 when there is none.
    private static int EndOfElement(ReadOnlySpan<byte> json, int start)
    {
        var depth = 0;
        for (var i = Next(json, start, Structural); i >= 0; i = Next(json, i + 1, Structural))
        {
            switch (json[i])
            {
                case (byte)'"': i = EndOfString(json, i + 1); break;
                case (byte)'[' or (byte)'{': depth++; break;
                case (byte)',' when depth is 0: return i;
                case (byte)']' or (byte)'}' when depth-- is 0: return i;
            }

            if (i < 0)
            {
                return -1;
            }
        }

        return -1;
    }

    private static int EndOfString(ReadOnlySpan<byte> json, int start)
    {
        var i = Next(json, start, InString);
        while (i >= 0 && json[i] is (byte)'\\')
        {
            i = Next(json, i + 2, InString);
        }

        return i;
    }

    private static int Next(ReadOnlySpan<byte> json, int start, SearchValues<byte> wanted)
    {
        var offset = start < json.Length ? json[start..].IndexOfAny(wanted) : -1;
        return offset < 0 ? -1 : start + offset;
    }
}
