using System.Globalization;

namespace Platform.Tenants.Billing;

/// <summary>A calendar month in UTC.</summary>
internal readonly record struct Month
{
    private const string Form = "yyyy-MM";

    private Month(DateTimeOffset start) => Start = start;

    /// <summary>Its first moment.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>The moment after its last.</summary>
    public DateTimeOffset End => Start.AddMonths(1);

    /// <summary>The month of a moment.</summary>
    public static Month Of(DateTimeOffset time) =>
        new(new(time.UtcDateTime.Year, time.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Reads a month, e.g. <c>2026-01</c>, of the years 2000 to 2100.</summary>
    public static bool TryParse(string? text, out Month month)
    {
        var isMonth = DateTimeOffset.TryParseExact(
            text, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start) && start.Year is >= 2000 and <= 2100;
        month = isMonth ? Of(start) : default;
        return isMonth;
    }

    public override string ToString() => Start.ToString(Form, CultureInfo.InvariantCulture);
}
