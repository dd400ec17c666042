using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Platform.Local.Components;

namespace Platform.Local.Sidecar;

/// <summary>Configuration values: read, and watch (changes are posted to the app).</summary>
internal static class ConfigurationApi
{
    public static void MapConfiguration(this IEndpointRouteBuilder routes, AppSidecar sidecar)
    {
        foreach (var version in (string[])["v1.0", "v1.0-alpha1"])
        {
            routes.MapGet($"/{version}/configuration/{{store}}", context => GetAsync(context, sidecar));
            routes.MapGet($"/{version}/configuration/{{store}}/subscribe", context => SubscribeAsync(context, sidecar));
            routes.MapGet($"/{version}/configuration/{{store}}/{{id}}/unsubscribe", context => UnsubscribeAsync(context, sidecar));
        }
    }

    private static async Task GetAsync(HttpContext context, AppSidecar sidecar)
    {
        var store = Find(sidecar, context.Route("store"));
        var items = await RunAsync(sidecar, store, ("ERR_CONFIGURATION_GET", "failed to get"),
            ct => store.Instance.GetAsync(Keys(context), ct), context.RequestAborted);
        if (items.Count == 0) context.NoContent();
        else await context.JsonAsync(StatusCodes.Status200OK, json => Write(json, items));
    }

    private static async Task SubscribeAsync(HttpContext context, AppSidecar sidecar)
    {
        var store = Find(sidecar, context.Route("store"));
        if (sidecar.Channel is not { } app)
            throw new ApiException(HttpStatusCode.InternalServerError, "ERR_APP_CHANNEL_NIL",
                "app channel is not initialized. cannot subscribe to configuration updates");
        var watch = new ConfigurationWatch(store.Name, app, sidecar.Options.Loggers);
        watch.Running = await RunAsync(sidecar, store, ("ERR_CONFIGURATION_SUBSCRIBE", "failed to subscribe"),
            ct => store.Instance.WatchAsync(Keys(context), watch.PushAsync, ct), context.RequestAborted);
        await sidecar.Watches.AddAsync(watch);
        await context.JsonAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteString("id", watch.Id);
            json.WriteEndObject();
        });
    }

    private static async Task UnsubscribeAsync(HttpContext context, AppSidecar sidecar)
    {
        var id = context.Route("id");
        var known = await sidecar.Watches.RemoveAsync(id);
        await context.JsonAsync(known ? StatusCodes.Status200OK : StatusCodes.Status500InternalServerError, json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("ok", known);
            if (!known) json.WriteString("message", $"subscription with id {id} does not exist");
            json.WriteEndObject();
        });
    }

    private static async Task<T> RunAsync<T>(
        AppSidecar sidecar, LoadedComponent<IConfigurationStore> store, (string Code, string What) failure, Func<CancellationToken,
            Task<T>> run,
        CancellationToken ct)
    {
        try
        {
            return await sidecar.PolicyFor(store.Instance, store.Name, Direction.Outbound).RunAsync(run, ct);
        }
        catch (Exception error) when (error is not ApiException && !ct.IsCancellationRequested)
        {
            throw new ApiException(HttpStatusCode.InternalServerError, failure.Code,
                $"{failure.What} configuration store {store.Name}: {error.Message}");
        }
    }

    private static LoadedComponent<IConfigurationStore> Find(AppSidecar sidecar, string name) =>
        sidecar.Find<IConfigurationStore>(name) ?? throw (sidecar.All<IConfigurationStore>().Count == 0
            ? new ApiException(HttpStatusCode.InternalServerError, "ERR_CONFIGURATION_STORE_NOT_CONFIGURED",
                "configuration stores not configured")
            : new ApiException(HttpStatusCode.BadRequest, "ERR_CONFIGURATION_STORE_NOT_FOUND", $"configuration store {name} not found"));

    private static List<string> Keys(HttpContext context) => [.. context.Request.Query["key"].OfType<string>()];

    /// <summary>The items by key, as both the answer and the update write them.</summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, ConfigurationItem>> items)
    {
        json.WriteStartObject();
        foreach (var (key, item) in items)
        {
            json.WriteStartObject(key);
            json.WriteString("value", item.Value);
            json.WriteString("version", item.Version);
            json.WriteStartObject("metadata");
            foreach (var (name, value) in item.Metadata) json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
