using System.Diagnostics.Metrics;
using System.Globalization;

namespace Platform.Hosting;

/// <summary>Names and escapes of the Prometheus text format, version 0.0.4.</summary>
internal static class PrometheusText
{
    public static string Name(Instrument instrument, string kind)
    {
        var name = Clean(instrument.Name);
        var unit = instrument.Unit switch { "s" => "seconds", "By" => "bytes", "ms" => "milliseconds", _ => "" };
        if (unit.Length > 0 && !name.Contains(unit, StringComparison.Ordinal))
            name = $"{name}_{unit}";
        return kind is "counter" && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    public static string Labels(KeyValuePair<string, object?>[] tags) =>
        string.Join(',',
            tags.Select(tag => $"{Clean(tag.Key)}=\"{Escape(Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "")}\""));

    public static string Help(string? description) =>
        (description ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    private static string Clean(string name) =>
        string.Create(name.Length, name, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                target[i] = char.IsAsciiLetterOrDigit(source[i]) ? source[i] : '_';
        });

    private static string Escape(string value) => Help(value).Replace("\"", "\\\"", StringComparison.Ordinal);
}
