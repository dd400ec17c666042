namespace Platform.Cli.Traffic;

/// <summary>Events played through the public API while <c>up</c> runs.</summary>
internal interface ITraffic
{
    /// <summary>Plays until its end or until cancelled, and answers what is worth saying then.</summary>
    Task<IReadOnlyList<string>> RunAsync(CancellationToken ct);
}
