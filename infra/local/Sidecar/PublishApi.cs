using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Platform.Local.Sidecar.Publishing;

namespace Platform.Local.Sidecar;

/// <summary>The publish API (reference A.3).</summary>
internal static class PublishApi
{
    private static readonly string[] Writing = ["POST", "PUT"];

    public static void MapPublish(this IEndpointRouteBuilder routes, ISidecar sidecar)
    {
        var api = new PublishHandlers(sidecar);
        routes.MapMethods("/v1.0/publish/bulk/{pubsub}/{**topic}", Writing, api.PublishBulk);
        routes.MapMethods("/v1.0-alpha1/publish/bulk/{pubsub}/{**topic}", Writing, api.PublishBulk);
        routes.MapMethods("/v1.0/publish/{pubsub}/{**topic}", Writing, api.Publish);
    }
}
