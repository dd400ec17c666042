using System.Globalization;
using Platform.Contracts;
using Platform.Tenants.Billing;

namespace Platform.Tenants.Metering;

/// <summary>Which usage is asked for: hours that begin at <paramref name="From"/> or later and before <paramref name="To"/>.</summary>
internal sealed record UsageQuery(DateTimeOffset From, DateTimeOffset To, UsageStep Step)
{
    private const int MostHourlyDays = 31;
    private const int MostDays = 400;

    /// <summary>Reads <c>from</c>, <c>to</c> and <c>step</c>; absent ones mean this month until now, by day.</summary>
    /// <returns>The query, and what is wrong with it by parameter; nothing for a sound one.</returns>
    public static (UsageQuery Query, Dictionary<string, string[]> Errors) Read(IQueryCollection query, DateTimeOffset now)
    {
        var errors = new Dictionary<string, string[]>();
        var to = ReadTime(query, "to", errors) ?? now;
        var from = ReadTime(query, "from", errors) ?? Month.Of(to).Start;
        var step = ReadStep(query, errors);
        var most = step is UsageStep.Hour ? MostHourlyDays : MostDays;
        if (errors.Count == 0 && (to < from || to - from > TimeSpan.FromDays(most)))
            errors["to"] = [$"Not before 'from', and at most {most} days after it."];
        return (new(from, to, step), errors);
    }

    private static DateTimeOffset? ReadTime(IQueryCollection query, string name, Dictionary<string, string[]> errors)
    {
        if (!query.TryGetValue(name, out var texts)) return null;
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (texts is [var text] && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, utc, out var time)
            && time.Year is >= 2000 and <= 2100)
            return time;

        errors[name] = ["One time in the years 2000 to 2100 is expected, e.g. 2026-01-31T12:00:00Z."];
        return null;
    }

    private static UsageStep ReadStep(IQueryCollection query, Dictionary<string, string[]> errors)
    {
        if (!query.TryGetValue("step", out var texts) || texts is ["day"]) return UsageStep.Day;
        if (texts is not ["hour"]) errors["step"] = ["hour or day is expected."];
        return UsageStep.Hour;
    }
}
