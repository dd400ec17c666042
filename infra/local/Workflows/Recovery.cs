using Microsoft.Extensions.Logging;
using Platform.Local.Workflows.Records;
using Platform.TaskHub;

namespace Platform.Local.Workflows;

/// <summary>Finds an app's instances in the store after a start, and sets going what they wait for.</summary>
internal sealed partial class Recovery(EngineRoom room, EngineParts parts)
{
    private const int KeysPerPage = 5_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ILogger log = room.Options.Log;
    private readonly TaskCompletionSource failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when the first attempt has failed.</summary>
    public Task Failed => failed.Task;

    /// <summary>Reads until it succeeds.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                Begin(await FindAsync(ct));
                return;
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                LogNotRead(error, room.Options.AppId, Pause);
                failed.TrySetResult();
            }

            await Task.Delay(Pause, room.Options.Time, ct);
        }
    }

    private async Task<List<Instance>> FindAsync(CancellationToken ct)
    {
        var found = new List<Instance>();
        var inboxes = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var page = await PageAsync("", ct); page.Count > 0; page = await PageAsync(page[^1], ct))
        {
            var ids = Sort(page, inboxes);
            var records = await room.Options.Store.GetAsync([.. ids.Select(room.Keys.Metadata)], ct);
            for (var i = 0; i < ids.Count; i++)
            {
                if (records[i] is { } record) found.Add(Read(ids[i], record.Value));
            }
        }

        foreach (var instance in found)
        {
            if (inboxes.TryGetValue(instance.Id, out var numbers)) Restore(instance, numbers);
        }

        return found;
    }

    private Task<IReadOnlyList<string>> PageAsync(string after, CancellationToken ct) =>
        room.Options.Scan.KeysAsync(room.Keys.Prefix, after, KeysPerPage, ct);

    private List<string> Sort(IReadOnlyList<string> page, Dictionary<string, List<int>> inboxes)
    {
        var ids = new List<string>();
        foreach (var key in page)
        {
            if (!room.Keys.TryRead(key, out var id, out var inbox)) continue;
            if (inbox is not { } number) ids.Add(id);
            else if (inboxes.TryGetValue(id, out var numbers)) numbers.Add(number);
            else inboxes[id] = [number];
        }

        return ids;
    }

    private static Instance Read(string id, ReadOnlyMemory<byte> bytes)
    {
        var record = InstanceRecord.Parser.ParseFrom(bytes.Span);
        record.Name = string.Intern(record.Name);
        return new Instance(id, record);
    }

    private static void Restore(Instance instance, List<int> numbers)
    {
        numbers.Sort();
        instance.Inbox = [.. numbers.Select(number => new InboxItem(number, null))];
        instance.Record.NextInbox = Math.Max(instance.Record.NextInbox, numbers[^1] + 1);
    }

    private void Begin(List<Instance> found)
    {
        lock (room.Gate)
        {
            foreach (var instance in found)
            {
                room.Instances[instance.Id] = instance;
                if (instance.IsOver) parts.Endings.Keep(instance);
                else parts.Clocks.Arm(instance);
                instance.LacksActivities = instance.IsOver ? instance.Record.Unawaited.Count > 0 : instance.Record.PendingActivities > 0;
                if (instance.Status is WorkflowStatus.Stalled) room.Queue.Add(instance);
                parts.Inboxes.Wake(instance);
            }
        }

        if (found.Count > 0) LogRead(room.Options.AppId, found.Count);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Workflows of app {App}: {Count} instances found in the store")]
    private partial void LogRead(string app, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Workflows of app {App} could not be read from the store, next attempt in {Pause}")]
    private partial void LogNotRead(Exception error, string app, TimeSpan pause);
}
