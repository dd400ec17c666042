namespace Platform.Local.Resources;

/// <summary>Status codes as a policy writes them: <c>429,500-599</c>. Empty matches everything.</summary>
internal sealed class CodeRanges
{
    private readonly List<(int From, int To)> ranges = [];

    public static CodeRanges All { get; } = new();

    public bool Matches(int code) => ranges.Count == 0 || ranges.Exists(range => code >= range.From && code <= range.To);

    public static bool TryParse(string text, out CodeRanges codes)
    {
        codes = new CodeRanges();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length > 2 || !int.TryParse(ends[0], out var from) || !int.TryParse(ends[^1], out var to) || from > to) return false;
            codes.ranges.Add((from, to));
        }

        return true;
    }
}
