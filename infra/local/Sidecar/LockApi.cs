using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Platform.Local.Components;

namespace Platform.Local.Sidecar;

/// <summary>Distributed locks (alpha in Dapr).</summary>
internal static class LockApi
{
    public static void MapLock(this IEndpointRouteBuilder routes, ISidecar sidecar)
    {
        routes.MapPost("/v1.0-alpha1/lock/{store}", context => LockAsync(context, sidecar));
        routes.MapPost("/v1.0-alpha1/unlock/{store}", context => UnlockAsync(context, sidecar));
    }

    private static async Task LockAsync(HttpContext context, ISidecar sidecar)
    {
        var store = Find(sidecar, context.Route("store"));
        var body = await context.JsonObjectAsync();
        var resource = Needed(body.Text("resourceId", "resource_id"), "ResourceId");
        var owner = Needed(body.Text("lockOwner", "lock_owner"), "LockOwner");
        var seconds = body.Number("expiryInSeconds", "expiry_in_seconds");
        if (seconds <= 0) throw ApiJson.Malformed("ExpiryInSeconds is not positive");
        var taken = await RunAsync(sidecar, store, "ERR_TRY_LOCK",
            ct => store.Instance.TryLockAsync(Key(sidecar, store, resource), owner, TimeSpan.FromSeconds(seconds), ct),
            context.RequestAborted);
        await context.JsonAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("success", taken);
            json.WriteEndObject();
        });
    }

    private static async Task UnlockAsync(HttpContext context, ISidecar sidecar)
    {
        var store = Find(sidecar, context.Route("store"));
        var body = await context.JsonObjectAsync();
        var resource = Needed(body.Text("resourceId", "resource_id"), "ResourceId");
        var owner = Needed(body.Text("lockOwner", "lock_owner"), "LockOwner");
        var status = await RunAsync(sidecar, store, "ERR_UNLOCK",
            ct => store.Instance.UnlockAsync(Key(sidecar, store, resource), owner, ct), context.RequestAborted);
        await context.JsonAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("status", (int)status);
            json.WriteEndObject();
        });
    }

    private static LoadedComponent<ILockStore> Find(ISidecar sidecar, string name) =>
        sidecar.Find<ILockStore>(name) ?? throw (sidecar.All<ILockStore>().Count == 0
            ? new ApiException(HttpStatusCode.InternalServerError, "ERR_LOCK_STORE_NOT_CONFIGURED", "lock store is not configured")
            : new ApiException(HttpStatusCode.BadRequest, "ERR_LOCK_STORE_NOT_FOUND", $"lock store {name} not found"));

    private static string Needed(string value, string name) => value.Length > 0 ? value : throw ApiJson.Malformed($"{name} is empty");

    private static async Task<T> RunAsync<T>(
        ISidecar sidecar, LoadedComponent<ILockStore> store, string code, Func<CancellationToken, Task<T>> run, CancellationToken ct)
    {
        try
        {
            return await sidecar.PolicyFor(store.Instance, store.Name, Direction.Outbound).RunAsync(run, ct);
        }
        catch (Exception error) when (error is not ApiException && !ct.IsCancellationRequested)
        {
            throw new ApiException(HttpStatusCode.InternalServerError, code, $"lock store {store.Name}: {error.Message}");
        }
    }

    private static string Key(ISidecar sidecar, LoadedComponent<ILockStore> store, string resource) =>
        store.Metadata.Text("keyPrefix", "appid") switch
        {
            "none" => $"lock||{resource}",
            "name" => $"lock||{store.Name}||{resource}",
            "appid" => $"lock||{sidecar.AppId}||{resource}",
            "namespace" => $"lock||{sidecar.Namespace}.{sidecar.AppId}||{resource}",
            var literal => $"lock||{literal}||{resource}",
        };
}
