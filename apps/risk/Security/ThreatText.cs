using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Platform.Contracts;

namespace Platform.Risk.Security;

/// <summary>What all detectors say of a threat in the same way.</summary>
internal static class ThreatText
{
    private const int LongestValue = 256;
    private const int IdBytes = 16;

    /// <summary>The same for the same finding of the same detector in the same event of the same tenant.</summary>
    public static string IdOf(TenantId tenant, string eventId, string finding) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}\n{eventId}\n{finding}")).AsSpan(0, IdBytes));

    /// <summary>Whom an event is about: who acted before where it happened; null when it names nobody.</summary>
    public static SecurityEntity? EntityOf(SecurityEvent e) => e switch
    {
        { User: { } user } => new("user", user),
        { ServiceAccount: { } account } => new("serviceAccount", account),
        { Host: { } host } => new("host", host),
        { Ip: { } ip } => new("ip", ip),
        _ => null,
    };

    /// <summary>A value that fits an indicator.</summary>
    public static string? Fit(string? value) =>
        value is { Length: > LongestValue } ? string.Concat(value.AsSpan(0, LongestValue - 1), "…") : value;

    /// <summary>A number as people read it.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
