using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Platform.Sigma.Matching;

/// <summary>What one value must be.</summary>
internal abstract class ValueTest
{
    /// <summary>Whether a value that is not null passes.</summary>
    public abstract bool Passes(SigmaValue value, SigmaEvent sigmaEvent);

    /// <summary>The literals that a value of this field must contain to pass; null when there are none.</summary>
    public virtual Literals? Needs(string field) => null;
}

/// <summary>The value is like a pattern.</summary>
internal sealed class TextTest(TextPattern pattern, bool isCased) : ValueTest
{
    public override bool Passes(SigmaValue value, SigmaEvent sigmaEvent) => pattern.IsMatch(isCased ? value.Text : value.Folded);

    public override Literals? Needs(string field)
    {
        var (longest, isWhole) = pattern.Longest();
        return longest.Length == 0 ? null : new([new(field, SigmaValue.Fold(longest), isWhole)]);
    }
}

/// <summary>A regular expression is found in the value.</summary>
internal sealed class RegexTest(Regex regex) : ValueTest
{
    public override bool Passes(SigmaValue value, SigmaEvent sigmaEvent)
    {
        try
        {
            return regex.IsMatch(value.Text ?? "");
        }
        catch (RegexMatchTimeoutException)
        {
            // A value made to be slow must not stop the others' rules; the rule does not fire for it.
            return false;
        }
    }
}

/// <summary>The value is an address in a network.</summary>
internal sealed class NetworkTest(IPAddress network, int prefixBits) : ValueTest
{
    private readonly byte[] bytes = network.GetAddressBytes();

    public override bool Passes(SigmaValue value, SigmaEvent sigmaEvent)
    {
        if (!IPAddress.TryParse(value.Text, out var address)) return false;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        Span<byte> other = stackalloc byte[16];
        if (!address.TryWriteBytes(other, out var length) || length != bytes.Length) return false;

        var whole = prefixBits / 8;
        if (!other[..whole].SequenceEqual(bytes.AsSpan(0, whole))) return false;
        return prefixBits % 8 == 0 || (other[whole] ^ bytes[whole]) >> (8 - prefixBits % 8) == 0;
    }

    /// <summary>Reads a.b.c.d/n and its IPv6 likeness; null when the text is neither.</summary>
    public static NetworkTest? Parse(string text)
    {
        var parts = text.Split('/');
        if (parts.Length > 2 || !IPAddress.TryParse(parts[0], out var address)) return null;
        var most = address.AddressFamily is AddressFamily.InterNetwork ? 32 : 128;
        if (parts.Length == 1) return new(address, most);
        return int.TryParse(parts[1], out var bits) && bits >= 0 && bits <= most ? new(address, bits) : null;
    }
}

/// <summary>The value is a number that compares so with another.</summary>
internal sealed class NumberTest(Comparison comparison, double number) : ValueTest
{
    public override bool Passes(SigmaValue value, SigmaEvent sigmaEvent) =>
        NumberText.Of(value.Text) is { } own && comparison.Holds(own, number);
}

/// <summary>A part of the time that the value says compares so with a number.</summary>
internal sealed class TimePartTest(TimePart part, Comparison comparison, double number) : ValueTest
{
    public override bool Passes(SigmaValue value, SigmaEvent sigmaEvent) =>
        part.Of(value.Text) is { } own && comparison.Holds(own, number);
}

/// <summary>The value has to do with that of another field.</summary>
internal sealed class FieldReferenceTest(string other, Place place, bool isCased) : ValueTest
{
    public override bool Passes(SigmaValue value, SigmaEvent sigmaEvent)
    {
        var own = Text(value);
        return Array.Exists(sigmaEvent.Read(other), each => each.Text is not null && place switch
        {
            Place.Start => own.StartsWith(Text(each), StringComparison.Ordinal),
            Place.End => own.EndsWith(Text(each), StringComparison.Ordinal),
            Place.Anywhere => own.Contains(Text(each), StringComparison.Ordinal),
            _ => own == Text(each),
        });
    }

    private string Text(SigmaValue value) => isCased ? value.Text ?? "" : value.Folded;
}
