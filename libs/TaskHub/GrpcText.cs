using System.Globalization;
using System.Text;

namespace Platform.TaskHub;

/// <summary>The escaping of <c>grpc-message</c>: UTF-8, where bytes outside 0x20-0x7E and the percent sign become <c>%XX</c>.</summary>
public static class GrpcText
{
    /// <summary>Escapes a message for the header.</summary>
    /// <param name="message">Any text.</param>
    /// <returns>ASCII.</returns>
    public static string Escape(string message)
    {
        var escaped = new StringBuilder(message.Length);
        foreach (var value in Encoding.UTF8.GetBytes(message))
        {
            if (value is >= 0x20 and <= 0x7E and not (byte)'%') escaped.Append((char)value);
            else escaped.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
        }

        return escaped.ToString();
    }

    /// <summary>Reads the header; what is no escape stays as it is.</summary>
    /// <param name="header">The header's value.</param>
    /// <returns>The message.</returns>
    public static string Unescape(string header) =>
        header.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(header) : header;
}
