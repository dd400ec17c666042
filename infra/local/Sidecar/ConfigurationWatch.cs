using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Platform.Local.Components;

namespace Platform.Local.Sidecar;

/// <summary>One app's wish to be told of changes; each changed key is one POST, and a failed one is only logged.</summary>
internal sealed class ConfigurationWatch(string store, AppChannel app, ILoggerFactory? loggers)
{
    public string Id { get; } = Guid.NewGuid().ToString();

    public IAsyncDisposable? Running { get; set; }

    public async Task PushAsync(string key, ConfigurationItem item)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post,
                new Uri($"/configuration/{Uri.EscapeDataString(store)}/{Uri.EscapeDataString(key)}", UriKind.Relative));
            request.Content = new ByteArrayContent(Body(key, item));
            request.Content.Headers.ContentType = new("application/json");
            using var answer = await app.SendAsync(request, HttpCompletionOption.ResponseContentRead, CancellationToken.None);
            if (!answer.IsSuccessStatusCode) Log("answered " + (int)answer.StatusCode, key);
        }
        catch (HttpRequestException error)
        {
            Log(error.Message, key);
        }
    }

    private void Log(string problem, string key) =>
        loggers?.CreateLogger("dapr.configuration").LogWarning("update of {Key} from {Store} was not taken: {Problem}", key, store,
            problem);

    private byte[] Body(string key, ConfigurationItem item)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", Id);
            json.WritePropertyName("items");
            ConfigurationApi.Write(json, [new(key, item)]);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}

/// <summary>The watches of one app, at most <see cref="Max"/>.</summary>
internal sealed class ConfigurationWatches : IAsyncDisposable
{
    private const int Max = 1_000;

    private readonly ConcurrentDictionary<string, ConfigurationWatch> watches = new();

    public async Task AddAsync(ConfigurationWatch watch)
    {
        watches[watch.Id] = watch;
        if (watches.Count <= Max) return;
        await RemoveAsync(watch.Id);
        throw new ApiException(HttpStatusCode.InternalServerError, "ERR_CONFIGURATION_SUBSCRIBE", $"there are {Max} subscriptions already");
    }

    /// <returns>False when there is none of that id.</returns>
    public async Task<bool> RemoveAsync(string id)
    {
        if (!watches.TryRemove(id, out var watch)) return false;
        if (watch.Running is { } running) await running.DisposeAsync();
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var id in watches.Keys) await RemoveAsync(id);
    }
}
