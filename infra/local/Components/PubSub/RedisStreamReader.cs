using System.Text.Json;
using Platform.Local.Components.Redis;

namespace Platform.Local.Components.PubSub;

/// <summary>A message with its place in the stream.</summary>
internal sealed record StreamMessage(string Id, Message Message);

/// <summary>The stream commands of one consumer.</summary>
internal sealed class RedisStreamReader(RedisClient redis, RedisGroup group, RedisConsumer consumer)
{
    private const int PendingPage = 500;
    private static readonly TimeSpan Block = TimeSpan.FromSeconds(1);

    public RedisGroup Group => group;

    public RedisConsumer Consumer => consumer;

    /// <summary>Makes the group, from the beginning of the stream, if it is not there.</summary>
    public async Task EnsureGroupAsync(CancellationToken ct)
    {
        var answer = (await redis.SendAsync([new RedisCommand("XGROUP", "CREATE", group.Topic, group.Name, "0", "MKSTREAM")], ct))[0];
        if (answer.Kind == RespKind.Error && !answer.Text.StartsWith("BUSYGROUP", StringComparison.Ordinal)) answer.OrThrow();
    }

    /// <summary>New messages; waits a second for some. Blocking, so on a connection of its own.</summary>
    public async Task<IReadOnlyList<StreamMessage>> ReadNewAsync(RedisConnection connection, int count, CancellationToken ct)
    {
        var command = new RedisCommand(
            "XREADGROUP", "GROUP", group.Name, consumer.Name, "COUNT", count,
            "BLOCK", (long)Block.TotalMilliseconds, "STREAMS", group.Topic, ">");
        var answers = await connection.SendAsync([command], Block + redis.Options.ReadTimeout, ct);
        return Entries(answers[0].OrThrow());
    }

    /// <summary>What this consumer was given before and never acknowledged, behind an id.</summary>
    public async Task<IReadOnlyList<StreamMessage>> ReadOwnPendingAsync(string after, CancellationToken ct) =>
        Entries(await redis.SendAsync(
            new RedisCommand("XREADGROUP", "GROUP", group.Name, consumer.Name, "COUNT", PendingPage, "STREAMS", group.Topic, after), ct));

    /// <summary>Messages of any consumer that have been waiting at least so long for their acknowledgement.</summary>
    public async Task<IReadOnlyList<string>> FindAbandonedAsync(TimeSpan idle, CancellationToken ct)
    {
        var answer = await redis.SendAsync(
            new RedisCommand("XPENDING", group.Topic, group.Name, "IDLE", (long)idle.TotalMilliseconds, "-", "+", PendingPage), ct);
        return [.. answer.Items.Select(entry => entry.Items[0].Text)];
    }

    /// <summary>
    /// Takes messages over; those that another consumer took in between, or that are trimmed away, are not among the answer.
    /// </summary>
    public async Task<IReadOnlyList<StreamMessage>> ClaimAsync(IEnumerable<string> ids, TimeSpan idle, CancellationToken ct)
    {
        RedisArg[] wanted = [.. ids.Select(id => (RedisArg)id)];
        if (wanted.Length == 0) return [];
        var answer = await redis.SendAsync(
            new RedisCommand(["XCLAIM", group.Topic, group.Name, consumer.Name, (long)idle.TotalMilliseconds, .. wanted]), ct);
        return [.. answer.Items.Where(entry => entry.Items.Count > 1 && !entry.Items[1].IsNull).Select(Entry)];
    }

    public Task AcknowledgeAsync(IEnumerable<string> ids, CancellationToken ct) =>
        redis.SendAsync(new RedisCommand(["XACK", group.Topic, group.Name, .. ids.Select(id => (RedisArg)id)]), ct);

    private static List<StreamMessage> Entries(RespValue answer) =>
        answer.Items.Count == 0 ? [] : [.. answer.Items[0].Items[1].Items.Where(entry => !entry.Items[1].IsNull).Select(Entry)];

    private static StreamMessage Entry(RespValue entry)
    {
        byte[]? data = null;
        Dictionary<string, string>? metadata = null;
        var fields = entry.Items[1].Items;
        for (var i = 0; i + 1 < fields.Count; i += 2)
        {
            if (fields[i].Text == "data") data = fields[i + 1].Bytes;
            else if (fields[i].Text == "metadata") metadata = Metadata(fields[i + 1].Bytes);
        }

        return new StreamMessage(entry.Items[0].Text, new Message(data ?? [], metadata));
    }

    // Another program may have written the stream; what is no object of texts is no metadata.
    private static Dictionary<string, string>? Metadata(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
