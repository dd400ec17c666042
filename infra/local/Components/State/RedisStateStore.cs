using System.Globalization;
using System.Text;
using Platform.Local.Components.Redis;

namespace Platform.Local.Components.State;

/// <summary>
/// <c>state.redis</c>: a hash per key with <c>data</c> and <c>version</c>, compared and set by a script; expiry is Redis's own.
/// </summary>
internal sealed class RedisStateStore(ComponentContext context) : IStateStore, IOutboxScan
{
    // Per write: what to do, value, version wanted, first-write, seconds to live. All are checked before any is done.
    private static readonly RedisScript Apply = new(
        """
        local written = {}
        for i, key in ipairs(KEYS) do
          local a = (i - 1) * 5
          local version = redis.call('HGET', key, 'version')
          if not written[key] then
            if ARGV[a + 3] ~= '' and version ~= ARGV[a + 3] then return i end
            if ARGV[a + 3] == '' and ARGV[a + 4] == '1' and version then return i end
          end
          written[key] = true
        end
        for i, key in ipairs(KEYS) do
          local a = (i - 1) * 5
          if ARGV[a + 1] == 'delete' then
            redis.call('DEL', key)
          else
            redis.call('HSET', key, 'data', ARGV[a + 2])
            redis.call('HINCRBY', key, 'version', 1)
            if ARGV[a + 4] == '1' then redis.call('HSET', key, 'first-write', 0) end
            if ARGV[a + 5] == '-1' then redis.call('PERSIST', key)
            elseif ARGV[a + 5] ~= '' then redis.call('EXPIRE', key, ARGV[a + 5]) end
          end
        end
        return 0
        """);

    private readonly RedisClient redis = new(RedisOptions.From(context.Metadata));

    public IReadOnlyList<string> Capabilities => ["ETAG", "TRANSACTIONAL", "TTL", "ACTOR"];

    public Task InitAsync(CancellationToken ct) => redis.SendAsync(new RedisCommand("PING"), ct);

    public async Task<IReadOnlyList<StateItem?>> GetAsync(IReadOnlyList<string> keys, CancellationToken ct)
    {
        var commands = keys
            .SelectMany(IEnumerable<RedisCommand> (key) => [new("HMGET", key, "data", "version"), new("PTTL", key)])
            .ToList();
        var answers = await redis.SendAsync(commands, ct);
        var now = context.Time.GetUtcNow();
        return [.. keys.Select((_, i) => Item(answers[2 * i].OrThrow(), answers[(2 * i) + 1].OrThrow(), now))];
    }

    public async Task<IReadOnlyList<StateOutcome>> WriteAsync(IReadOnlyList<StateWrite> writes, CancellationToken ct)
    {
        var outcomes = new StateOutcome[writes.Count];
        var valid = new List<int>(writes.Count);
        for (var i = 0; i < writes.Count; i++)
        {
            if (IsValid(writes[i])) valid.Add(i);
            else outcomes[i] = StateOutcome.ETagInvalid;
        }

        var answers = await Apply.RunAsync(redis, [.. valid.Select(i => Call([writes[i]]))], ct);
        for (var i = 0; i < answers.Length; i++) outcomes[valid[i]] = OutcomeOf(answers[i]);
        return outcomes;
    }

    public async Task<StateOutcome> TransactAsync(IReadOnlyList<StateWrite> writes, CancellationToken ct) =>
        writes.All(IsValid) ? OutcomeOf((await Apply.RunAsync(redis, [Call(writes)], ct))[0]) : StateOutcome.ETagInvalid;

    // A scan is in no order, so a page needs all of it.
    public async Task<IReadOnlyList<string>> KeysAsync(string prefix, string after, int limit, CancellationToken ct)
    {
        var (found, cursor) = (new SortedSet<string>(StringComparer.Ordinal), "0");
        do
        {
            var page = await redis.SendAsync(new RedisCommand("SCAN", cursor, "MATCH", Literal(prefix) + "*", "COUNT", 1_000), ct);
            cursor = page.Items[0].Text;
            foreach (var key in page.Items[1].Items.Where(key => string.CompareOrdinal(key.Text, after) > 0)) found.Add(key.Text);
        }
        while (cursor != "0");

        return [.. found.Take(limit)];
    }

    public ValueTask DisposeAsync() => redis.DisposeAsync();

    private static StateItem? Item(RespValue fields, RespValue ttl, DateTimeOffset now) =>
        fields.Items[0].IsNull ? null : new StateItem(
            fields.Items[0].Bytes, fields.Items[1].Text, ttl.Integer > 0 ? now.AddMilliseconds(ttl.Integer) : null);

    private static bool IsValid(StateWrite write) =>
        write.ETag is null || long.TryParse(write.ETag, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static StateOutcome OutcomeOf(RespValue answer) =>
        answer.OrThrow().Integer == 0 ? StateOutcome.Done : StateOutcome.ETagMismatch;

    private static RedisArg[] Call(IReadOnlyList<StateWrite> writes)
    {
        var args = new List<RedisArg>(1 + (writes.Count * 6)) { writes.Count };
        args.AddRange(writes.Select(write => (RedisArg)write.Key));
        foreach (var write in writes)
        {
            args.Add(write.Value is null ? "delete" : "set");
            args.Add(write.Value ?? ReadOnlyMemory<byte>.Empty);
            args.Add(write.ETag ?? "");
            args.Add(write.FirstWrite ? "1" : "0");
            args.Add(write.TtlSeconds?.ToString(CultureInfo.InvariantCulture) ?? "");
        }

        return [.. args];
    }

    private static string Literal(string text)
    {
        var pattern = new StringBuilder(text.Length);
        foreach (var c in text) pattern.Append(c is '*' or '?' or '[' or ']' or '\\' ? $"\\{c}" : c.ToString());
        return pattern.ToString();
    }
}
