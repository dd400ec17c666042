using Microsoft.Extensions.Logging;
using Platform.Local.Workflows.Records;
using Platform.TaskHub;

namespace Platform.Local.Workflows;

/// <summary>Brings histories and inboxes back into memory, many with one read.</summary>
internal sealed partial class HistoryLoader(EngineRoom room)
{
    private const int KeysPerRead = 5_000;

    private readonly ILogger log = room.Options.Log;

    /// <summary>Loads what is not in memory of these instances; one whose records are damaged stays without history.</summary>
    /// <exception cref="GrpcException">UNAVAILABLE: the store is away.</exception>
    public async Task LoadAsync(IReadOnlyList<Instance> instances, CancellationToken ct)
    {
        var wanted = Wanted(instances);
        if (wanted.Count == 0) return;
        // What is on its way to the store is not in it yet.
        foreach (var each in wanted) await room.Writer.DurableAsync(each.Instance.Written, ct);
        var items = await ReadAsync([.. wanted.SelectMany(each => each.Keys(room.Keys))], ct);
        foreach (var each in wanted) Attach(each, items);
    }

    private List<WantedHistory> Wanted(IReadOnlyList<Instance> instances)
    {
        lock (room.Gate)
        {
            return [.. instances.Where(instance => !instance.IsErased).Select(WantedHistory.Of).OfType<WantedHistory>()];
        }
    }

    private async Task<Dictionary<string, ReadOnlyMemory<byte>>> ReadAsync(string[] keys, CancellationToken ct)
    {
        var items = new Dictionary<string, ReadOnlyMemory<byte>>(keys.Length, StringComparer.Ordinal);
        foreach (var page in keys.Chunk(KeysPerRead))
        {
            var found = await room.Options.Store.GetAsync(page, ct);
            for (var i = 0; i < page.Length; i++)
            {
                if (found[i] is { } item) items[page[i]] = item.Value;
            }
        }

        return items;
    }

    private void Attach(WantedHistory wanted, Dictionary<string, ReadOnlyMemory<byte>> items)
    {
        try
        {
            var history = wanted.NeedsHistory ? wanted.History(room.Keys, items) : null;
            var inbox = wanted.Inbox(room.Keys, items);
            lock (room.Gate) wanted.Attach(history, inbox, room.Cache);
        }
        catch (Exception error) when (error is KeyNotFoundException or Google.Protobuf.InvalidProtocolBufferException)
        {
            LogDamaged(error, wanted.Instance.Id);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Records of workflow instance {Instance} are missing or damaged; it stands still")]
    private partial void LogDamaged(Exception error, string instance);
}

/// <summary>What is to be read of one instance.</summary>
internal sealed record WantedHistory(Instance Instance, bool NeedsHistory, int Length, int Generation, IReadOnlyList<int> InboxNumbers)
{
    public static WantedHistory? Of(Instance instance)
    {
        var numbers = (instance.Inbox ?? []).Where(item => item.Event is null).Select(item => item.Number).ToList();
        return instance.History is not null && numbers.Count == 0
            ? null
            : new WantedHistory(instance, instance.History is null, instance.Record.HistoryLength, instance.Record.Generation, numbers);
    }

    public IEnumerable<string> Keys(InstanceKeys keys)
    {
        var history = NeedsHistory
            ? Enumerable.Range(0, Length).Select(number => keys.History(Instance.Id, number)).Append(keys.CustomStatus(Instance.Id))
            : [];
        return history.Concat(InboxNumbers.Select(number => keys.Inbox(Instance.Id, number)));
    }

    public History History(InstanceKeys keys, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> items)
    {
        var history = new History();
        for (var i = 0; i < Length; i++) history.Load(items[keys.History(Instance.Id, i)]);
        if (items.TryGetValue(keys.CustomStatus(Instance.Id), out var status))
            history.CustomStatus = System.Text.Encoding.UTF8.GetString(status.Span);
        return history;
    }

    public Dictionary<int, HistoryEvent> Inbox(InstanceKeys keys, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> items) =>
        InboxNumbers.ToDictionary(number => number, number => HistoryEvent.Parser.ParseFrom(items[keys.Inbox(Instance.Id, number)].Span));

    // Meanwhile the instance may have been purged, or loaded by somebody else who has moved on.
    public void Attach(History? history, Dictionary<int, HistoryEvent> inbox, HistoryCache cache)
    {
        if (Instance.IsErased) return;
        var items = Instance.Inbox ?? [];
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].Event is null && inbox.TryGetValue(items[i].Number, out var arrived)) items[i] = items[i] with { Event = arrived };
        }

        var isSame = Instance.Record.HistoryLength == Length && Instance.Record.Generation == Generation;
        if (history is null || Instance.History is not null || !isSame) return;
        Instance.History = history;
        cache.Use(Instance);
    }
}
