using System.Net;
using Platform.Local.Components.State;
using Platform.Local.Sidecar;

namespace Platform.Local.Actors;

/// <summary>The errors of the actors API, as the reference's catalogue lists them.</summary>
internal static class ActorErrors
{
    public const string Invoke = "ERR_ACTOR_INVOKE_METHOD";

    public static ApiException Failed(string problem) =>
        new(HttpStatusCode.InternalServerError, Invoke, $"error invoke actor method: {problem}");

    public static ApiException Reserved(string type) => new(
        HttpStatusCode.Forbidden, "ERR_ACTOR_TYPE_RESERVED",
        $"actor type '{type}' is reserved: types that begin with {ActorConfiguration.ReservedPrefix} are the sidecar's own");

    public static ApiException NotActive(ActorId id) => new(
        HttpStatusCode.BadRequest, "ERR_ACTOR_INSTANCE_MISSING", $"actor instance is missing: {id.Type}/{id.Id} is not active here");

    public static ApiException NoStore(string appId) =>
        new(HttpStatusCode.InternalServerError, "ERR_ACTOR_RUNTIME_NOT_FOUND", ActorStore.Missing(appId));
}

/// <summary>Nobody hosts the type, or who did is gone.</summary>
internal sealed class NoAddressException(string message) : Exception(message);
