using System.Security.Cryptography;
using System.Text;
using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Alerts.Closing;

/// <summary>What a closed alert says of its decisions. Pure.</summary>
internal static class LabelDecisions
{
    private const int IdLength = 32;
    private const string Source = "alerts";
    private const string EventType = "platform.label";

    /// <summary>A label for each decision; none when nobody can tell, and none for threats, which are no decisions.</summary>
    /// <param name="alert">As it is closed.</param>
    /// <param name="decisions">The decisions counted into it.</param>
    public static IReadOnlyList<Label> Of(Alert alert, IEnumerable<string> decisions)
    {
        if (alert is not { Threat: null, Closed: { Verdict: not AlertFinding.Inconclusive } end }) return [];

        return [.. decisions.Select(decision => new Label
        {
            Id = IdOf(alert, end, decision),
            EventId = decision,
            Verdict = end.Verdict is AlertFinding.Fraud ? Finding.Fraud : Finding.Legitimate,
            Source = LabelSource.Analyst,
            KnownAt = end.At,
        })];
    }

    /// <summary>Labels as they are announced.</summary>
    public static byte[] Announcement(TenantId tenant, IReadOnlyList<Label> labels) => BulkBody.Encode(
        [.. labels.Select(label => new CloudEvent<Label>(label.Id, Source, EventType, label.KnownAt, label)
        {
            TenantId = tenant.ToString(),
            PartitionKey = $"{tenant}|{label.EventId}",
        })],
        ContractsJson.Default.Label);

    // The moment is in it: an alert that is closed anew, otherwise, labels anew.
    private static string IdOf(Alert alert, AlertEnd end, string decision) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{alert.Id}|{end.At.UtcTicks}|{decision}")))[..IdLength];
}
