using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>Every public route.</summary>
internal static class GatewayApi
{
    internal static IReadOnlyList<ForwardedRoute> Routes { get; } =
    [
        .. EventRoutes.All, .. RuleRoutes.All, .. ModelRoutes.All, .. ListRoutes.All, .. AlertRoutes.All, .. ImportRoutes.All,
        .. OwnTenantRoutes.All, .. LabelRoutes.All,
        .. TenantRoutes.All, .. UsageRoutes.All, .. AuditRoutes.All, .. ExportRoutes.All, .. SecurityRoutes.All,
    ];

    public static void MapGateway(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").AddEndpointFilter<TenantRateLimit>().AddEndpointFilter<CountRequests>();
        foreach (var route in Routes)
        {
            api.MapMethods(route.Path, [route.Method], (HttpContext context, Forward forward) => forward.HandleAsync(route, context))
                .RequireScope(route.Scope)
                .WithMetadata(new AuditedRoute(route.Audited))
                .Describe(route);
        }
    }
}
