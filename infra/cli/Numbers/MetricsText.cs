using System.Globalization;

namespace Platform.Cli.Numbers;

/// <summary>One series of a <c>/metrics</c> page.</summary>
/// <param name="Name">The metric.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Value">Its value.</param>
internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>Reads Prometheus text; lines that are not samples are passed over.</summary>
internal static class MetricsText
{
    public static IReadOnlyList<Sample> Read(string page) =>
        [.. page.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').Select(Line).OfType<Sample>()];

    private static Sample? Line(string line)
    {
        var open = line.IndexOf('{', StringComparison.Ordinal);
        var close = line.LastIndexOf('}');
        var nameEnd = open >= 0 ? open : line.IndexOf(' ', StringComparison.Ordinal);
        var rest = close >= 0 ? line[(close + 1)..] : nameEnd > 0 ? line[nameEnd..] : "";
        var value = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return nameEnd > 0 && close >= open && Number(value) is { } number
            ? new Sample(line[..nameEnd], open < 0 ? new Dictionary<string, string>() : Labels(line[(open + 1)..close]), number)
            : null;
    }

    private static double? Number(string? text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
    };

    // name="value" with \" \\ \n inside the quotes, separated by commas.
    private static Dictionary<string, string> Labels(string text)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var at = 0;
        while (text.IndexOf("=\"", at, StringComparison.Ordinal) is var equals and >= 0)
        {
            var end = equals + 2;
            while (end < text.Length && text[end] != '"')
            {
                end += text[end] == '\\' ? 2 : 1;
            }

            var value = text[(equals + 2)..Math.Min(end, text.Length)];
            labels[text[at..equals].Trim(',', ' ')] = Unescaped(value);
            at = Math.Min(end + 1, text.Length);
        }

        return labels;
    }

    private static string Unescaped(string value) =>
        value.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
}
