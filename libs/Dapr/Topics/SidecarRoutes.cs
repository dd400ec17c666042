using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Platform.Dapr;

/// <summary>Routes that only the sidecar may call: anonymous to the user's policies, so they check the sidecar's token.</summary>
internal static class SidecarRoutes
{
    /// <exception cref="InvalidOperationException">APP_API_TOKEN is empty: anyone could call.</exception>
    public static IEndpointConventionBuilder MapSidecar(
        this IEndpointRouteBuilder endpoints, string method, string route, RequestDelegate take)
    {
        var token = SidecarToken.Of(endpoints.ServiceProvider).OrRefuse(route);
        return endpoints.MapMethods(route, [method], token.Guard(take)).WithMetadata(new SizeLimit())
            .AllowAnonymous().ExcludeFromDescription();
    }

    private sealed class SizeLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => TopicEndpoints.MaxDeliveryBytes;
    }
}
