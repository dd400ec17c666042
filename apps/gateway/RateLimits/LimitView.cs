namespace Platform.Gateway;

/// <summary>What one replica knows of the demand on all; from it follow its shares. See adr/0026.</summary>
/// <param name="Replicas">Replicas that live, this one included.</param>
/// <param name="Own">Requests per second by bucket that this replica told of.</param>
/// <param name="All">The same, of all replicas together.</param>
internal sealed record LimitView(int Replicas, IReadOnlyDictionary<string, double> Own, IReadOnlyDictionary<string, double> All)
{
    private const double LeastOfEqual = 0.1;
    private static readonly Dictionary<string, double> none = [];

    /// <summary>No other replica is known: every limit is this one's.</summary>
    public static LimitView Alone { get; } = Equal(1);

    /// <summary>The smallest share: with it, traffic that comes to a replica for the first time is not refused as a whole.</summary>
    public double Least => LeastOfEqual / Replicas;

    /// <summary>Nothing is known of demand: each replica has an equal share.</summary>
    public static LimitView Equal(int replicas) => new(replicas, none, none);

    /// <summary>
    /// This replica's share of a limit, 0 to 1: its own demand and an equal part of what no replica asked for; where all ask for more than
    /// the limit, in proportion. The shares of replicas that know the same add up to 1, or to 1.1 with the smallest.
    /// </summary>
    public double ShareOf(BucketName name)
    {
        if (Replicas is 1) return 1;
        var all = All.GetValueOrDefault(name.Id);
        var unasked = Math.Max(0, name.PerSecond - all) / name.PerSecond;
        return Math.Clamp(Own.GetValueOrDefault(name.Id) / Math.Max(all, name.PerSecond) + unasked / Replicas, Least, 1);
    }
}
