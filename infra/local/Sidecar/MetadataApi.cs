using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Platform.Local.Components;
using Platform.Local.Resources;

namespace Platform.Local.Sidecar;

/// <summary>What this sidecar is and has: components, subscriptions, endpoints, the app's connection.</summary>
internal static class MetadataApi
{
    private const string RuntimeVersion = "1.18.0-local";

    public static void MapMetadata(this IEndpointRouteBuilder routes, AppSidecar sidecar)
    {
        routes.MapGet("/v1.0/metadata", context => context.JsonAsync(StatusCodes.Status200OK, json => Write(json, sidecar)));
        routes.MapPut("/v1.0/metadata/{key}", context => PutAsync(context, sidecar));
    }

    private static async Task PutAsync(HttpContext context, AppSidecar sidecar)
    {
        var value = Encoding.UTF8.GetString((await context.BodyAsync()).Span);
        if (!sidecar.Extended.TrySet(context.Route("key"), value))
            throw new ApiException(HttpStatusCode.BadRequest, "ERR_BAD_REQUEST", "too many extended metadata keys");
        context.NoContent();
    }

    private static void Write(Utf8JsonWriter json, AppSidecar sidecar)
    {
        json.WriteStartObject();
        json.WriteString("id", sidecar.AppId);
        json.WriteString("runtimeVersion", RuntimeVersion);
        List(json, "actors", sidecar.Actors?.Counts() ?? [], Active);
        List(json, "components", sidecar.Resources.Components.Values, Component);
        json.WriteStartObject("extended");
        json.WriteString("daprRuntimeVersion", RuntimeVersion);
        foreach (var (key, value) in sidecar.Extended.All) json.WriteString(key, value);
        json.WriteEndObject();
        List(json, "subscriptions", sidecar.Life?.Subscriptions ?? [], Subscription);
        List(json, "httpEndpoints", sidecar.Resources.Endpoints.Keys, (writer, name) => writer.WriteString("name", name));
        if (sidecar.Channel is { } channel) Connection(json, sidecar.Definition, channel);
        Actors(json, sidecar);
        json.WriteStartObject("workflows");
        json.WriteNumber("connectedWorkers", sidecar.Workflows?.Workers ?? 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Actors(Utf8JsonWriter json, AppSidecar sidecar)
    {
        var hosted = sidecar.Actors?.Counts() ?? [];
        var waits = sidecar.Life is { IsUp: false };
        json.WriteStartObject("actorRuntime");
        json.WriteString("runtimeStatus", waits ? "INITIALIZING" : hosted.Count > 0 ? "RUNNING" : "DISABLED");
        if (hosted.Count > 0) List(json, "activeActors", hosted, Active);
        json.WriteBoolean("hostReady", hosted.Count > 0);
        if (hosted.Count > 0) json.WriteString("placement", "placement: connected");
        json.WriteEndObject();
    }

    private static void Active(Utf8JsonWriter json, KeyValuePair<string, int> type)
    {
        json.WriteString("type", type.Key);
        json.WriteNumber("count", type.Value);
    }

    private static void Component(Utf8JsonWriter json, RunningComponent component)
    {
        json.WriteString("name", component.Resource.Name);
        json.WriteString("type", component.Resource.Type);
        json.WriteString("version", component.Resource.Version);
        json.WriteStartArray("capabilities");
        foreach (var capability in component.Instance.Capabilities) json.WriteStringValue(capability);
        json.WriteEndArray();
    }

    private static void Subscription(Utf8JsonWriter json, SubscriptionResource subscription)
    {
        json.WriteString("pubsubname", subscription.PubSub);
        json.WriteString("topic", subscription.Topic);
        json.WriteStartObject("metadata");
        foreach (var (key, value) in subscription.Metadata) json.WriteString(key, value);
        json.WriteEndObject();
        List(json, "rules", subscription.Rules, (writer, rule) =>
        {
            writer.WriteString("match", rule.Match);
            writer.WriteString("path", rule.Path);
        });
        json.WriteString("deadLetterTopic", subscription.DeadLetterTopic ?? "");
        json.WriteString("type", subscription.Origin.ToString().ToUpperInvariant());
    }

    private static void Connection(Utf8JsonWriter json, LocalApp app, AppChannel channel)
    {
        json.WriteStartObject("appConnectionProperties");
        json.WriteNumber("port", channel.Port);
        json.WriteString("protocol", "http");
        json.WriteString("channelAddress", "127.0.0.1");
        json.WriteNumber("maxConcurrency", app.MaxConcurrency ?? -1);
        if (app.HealthPath is { } path)
        {
            json.WriteStartObject("health");
            json.WriteString("healthCheckPath", path);
            json.WriteString("healthProbeInterval", "5s");
            json.WriteString("healthProbeTimeout", "500ms");
            json.WriteNumber("healthThreshold", 3);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void List<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
