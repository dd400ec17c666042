using System.Globalization;

namespace Platform.Local.Components;

/// <summary>
/// configuration.in-memory: values begin as the component's metadata (<c>key</c> → <c>value||version</c>) and are set from the
/// host.
/// </summary>
internal sealed class MemoryConfiguration(ComponentContext context) : IConfigurationStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, ConfigurationItem> items =
        context.Metadata.All.ToDictionary(pair => pair.Key, pair => Item(pair.Value));
    private readonly List<Watcher> watchers = [];
    private long version;

    public IReadOnlyList<string> Capabilities => [];

    public Task InitAsync(CancellationToken ct) => Task.CompletedTask;

    public Task<IReadOnlyDictionary<string, ConfigurationItem>> GetAsync(IReadOnlyList<string> keys, CancellationToken ct)
    {
        lock (gate)
        {
            var found = keys.Count == 0 ? items : items.Where(item => keys.Contains(item.Key));
            return Task.FromResult<IReadOnlyDictionary<string, ConfigurationItem>>(found.ToDictionary());
        }
    }

    public Task<IAsyncDisposable> WatchAsync(
        IReadOnlyList<string> keys, Func<string, ConfigurationItem, Task> changed, CancellationToken ct)
    {
        var watcher = new Watcher(this, keys, changed);
        lock (gate) watchers.Add(watcher);
        return Task.FromResult<IAsyncDisposable>(watcher);
    }

    /// <summary>Sets one value under a new version and returns when every watcher has been told.</summary>
    public Task SetAsync(string key, string value)
    {
        ConfigurationItem item;
        Watcher[] told;
        lock (gate)
        {
            item = new(value, (++version).ToString(CultureInfo.InvariantCulture), new Dictionary<string, string>());
            items[key] = item;
            told = [.. watchers.Where(watcher => watcher.Wants(key))];
        }

        return Task.WhenAll(told.Select(watcher => watcher.TellAsync(key, item)));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static ConfigurationItem Item(string text)
    {
        var bars = text.LastIndexOf("||", StringComparison.Ordinal);
        var none = new Dictionary<string, string>();
        return bars < 0 ? new(text, "", none) : new(text[..bars], text[(bars + 2)..], none);
    }

    private void Forget(Watcher watcher)
    {
        lock (gate) watchers.Remove(watcher);
    }

    private sealed class Watcher(
        MemoryConfiguration store, IReadOnlyList<string> keys, Func<string, ConfigurationItem, Task> changed) : IAsyncDisposable
    {
        public bool Wants(string key) => keys.Count == 0 || keys.Contains(key);

        public Task TellAsync(string key, ConfigurationItem item) => changed(key, item);

        public ValueTask DisposeAsync()
        {
            store.Forget(this);
            return ValueTask.CompletedTask;
        }
    }
}
