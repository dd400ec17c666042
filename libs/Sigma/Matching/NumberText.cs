using System.Globalization;

namespace Platform.Sigma.Matching;

/// <summary>Numbers as texts that are equal when the numbers are.</summary>
internal static class NumberText
{
    /// <summary>Without exponent and needless zeros where that is possible: 1.0 and 1e0 are 1.</summary>
    public static string Plain(string written)
    {
        if (written.AsSpan().IndexOfAny('.', 'e', 'E') < 0) return written;
        return double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("R", CultureInfo.InvariantCulture)
            : written;
    }

    /// <summary>The number that a text says, decimal or hexadecimal with 0x; null when it says none.</summary>
    public static double? Of(string? text)
    {
        if (text is null) return null;
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex : null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;
    }
}
