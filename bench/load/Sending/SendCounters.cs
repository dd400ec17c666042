namespace Platform.Load.Sending;

/// <summary>What became of the events so far; read at any time from any thread.</summary>
/// <param name="Sent">Events handed to the network at least once.</param>
/// <param name="Accepted">Events the platform took.</param>
/// <param name="Duplicates">Events the platform had taken before: delivered, by an earlier attempt.</param>
/// <param name="Rejected">Events the platform refused.</param>
/// <param name="Failed">Events given up on.</param>
/// <param name="Retried">Requests sent again.</param>
/// <param name="LateMs">How long after its due time the latest chunk left, in milliseconds.</param>
public sealed record SendCounters(
    long Sent, long Accepted, long Duplicates, long Rejected, long Failed, long Retried, double LateMs)
{
    /// <summary>Events that are in the platform.</summary>
    public long Delivered => Accepted + Duplicates;
}
