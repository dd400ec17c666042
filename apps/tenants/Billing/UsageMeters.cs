using Platform.Contracts;

namespace Platform.Tenants.Billing;

/// <summary>Meters by the names they have on the wire, in price books, in tables and in metrics.</summary>
internal static class UsageMeters
{
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<UsageMeter>().Select(NameOf)];

    public static string NameOf(UsageMeter meter) => meter switch
    {
        UsageMeter.Events => "events",
        UsageMeter.Scores => "scores",
        UsageMeter.Requests => "requests",
        _ => throw new ArgumentOutOfRangeException(nameof(meter)),
    };
}
