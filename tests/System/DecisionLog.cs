using Platform.Load.Sending;

namespace Platform.System.Tests;

/// <summary>What the platform has decided for a tenant, read page by page through the public API.</summary>
internal sealed class DecisionLog(GatewayClient gateway) : IDisposable
{
    private readonly DecisionReader reader = new(gateway);
    private readonly List<DecidedEvent> decided = [];

    /// <summary>Waits until every one of these events is decided, and checks that each was decided once and nothing else was.</summary>
    public async Task HasExactlyAsync(IReadOnlySet<string> ids)
    {
        await Eventually.HoldsAsync(async () => await ReadOnAsync() >= ids.Count, $"{ids.Count} decisions");

        Assert.Empty(decided.GroupBy(line => line.Id).Where(lines => lines.Count() > 1).Select(lines => lines.Key));
        Assert.Empty(ids.Except(decided.Select(line => line.Id)));
        Assert.Equal(ids.Count, decided.Count);
    }

    public void Dispose() => gateway.Dispose();

    private async Task<int> ReadOnAsync()
    {
        var after = decided.Count == 0 ? 0 : decided[^1].Sequence;
        await foreach (var line in reader.PageAsync(after, DecisionReader.LargestPage, Running.Stop)) decided.Add(line);
        return decided.Count;
    }
}
