using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Platform.Local.Components;
using Platform.Local.Resources;

namespace Platform.Local.Sidecar;

/// <summary>Secrets, one by one and in bulk, within the scopes of the Configuration.</summary>
internal static class SecretsApi
{
    public static void MapSecrets(this IEndpointRouteBuilder routes, AppSidecar sidecar)
    {
        routes.MapGet("/v1.0/secrets/{store}/bulk", context => BulkAsync(context, sidecar));
        routes.MapGet("/v1.0/secrets/{store}/{name}", context => GetAsync(context, sidecar));
    }

    private static async Task GetAsync(HttpContext context, AppSidecar sidecar)
    {
        var store = Find(sidecar, context.Route("store"));
        var name = context.Route("name");
        if (!Allows(sidecar, store.Name, name))
            throw new ApiException(HttpStatusCode.Forbidden, "ERR_PERMISSION_DENIED",
                $"access denied by policy to get \"{name}\" from \"{store.Name}\"");
        var secret = await AskAsync(sidecar, store, ct => store.Instance.GetAsync(name, ct), context.RequestAborted)
            ?? throw Failed(store.Name, $"secret {name} not found");
        await context.JsonAsync(StatusCodes.Status200OK, json => Write(json, secret));
    }

    private static async Task BulkAsync(HttpContext context, AppSidecar sidecar)
    {
        var store = Find(sidecar, context.Route("store"));
        var secrets = await AskAsync(sidecar, store, store.Instance.GetAllAsync, context.RequestAborted);
        await context.JsonAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            foreach (var (name, secret) in secrets.Where(secret => Allows(sidecar, store.Name, secret.Key)))
            {
                json.WritePropertyName(name);
                Write(json, secret);
            }

            json.WriteEndObject();
        });
    }

    private static async Task<T> AskAsync<T>(
        AppSidecar sidecar, LoadedComponent<ISecretStore> store, Func<CancellationToken, Task<T>> ask, CancellationToken ct)
    {
        try
        {
            return await sidecar.PolicyFor(store.Instance, store.Name, Direction.Outbound).RunAsync(ask, ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            throw Failed(store.Name, error.Message);
        }
    }

    private static ApiException Failed(string store, string reason) =>
        new(HttpStatusCode.InternalServerError, "ERR_SECRET_GET", $"failed getting secret from secret store {store}: {reason}");

    private static LoadedComponent<ISecretStore> Find(AppSidecar sidecar, string name) =>
        sidecar.Find<ISecretStore>(name) ?? throw (sidecar.All<ISecretStore>().Count == 0
            ? new ApiException(HttpStatusCode.InternalServerError, "ERR_SECRET_STORES_NOT_CONFIGURED", "secret store is not configured")
            : new ApiException(HttpStatusCode.Unauthorized, "ERR_SECRET_STORE_NOT_FOUND", $"failed finding secret store with key {name}"));

    private static bool Allows(AppSidecar sidecar, string store, string secret) =>
        sidecar.Resources.SecretScopes.LastOrDefault(scope => scope.StoreName == store) is not SecretScope scope || scope.Allows(secret);

    private static void Write(Utf8JsonWriter json, IReadOnlyDictionary<string, string> secret)
    {
        json.WriteStartObject();
        foreach (var (key, value) in secret) json.WriteString(key, value);
        json.WriteEndObject();
    }
}
