using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Platform.Dapr;

/// <summary>The endpoint that the sidecar calls when a job is due.</summary>
public static class JobEndpoints
{
    /// <summary>Takes every job of the app: <c>POST /job/{name}</c>, from the sidecar only.</summary>
    /// <param name="endpoints">The app's routes.</param>
    /// <param name="handler">
    /// Takes the services of the call, the job's name and its data (JSON, empty for none); an exception means "deliver again", by the job's
    /// failure policy.
    /// </param>
    /// <returns>The route.</returns>
    /// <exception cref="InvalidOperationException">APP_API_TOKEN is empty: anyone could trigger jobs.</exception>
    public static IEndpointConventionBuilder MapDaprScheduledJobHandler(
        this IEndpointRouteBuilder endpoints,
        Func<IServiceProvider, string, ReadOnlyMemory<byte>, CancellationToken, Task> handler)
    {
        var token = SidecarToken.Of(endpoints.ServiceProvider).OrRefuse("/job");
        RequestDelegate take = async context =>
        {
            if (!token.Allows(context.Request))
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            }

            using var body = await DeliveryBody.ReadAsync(context.Request, context.RequestAborted);
            var name = context.Request.RouteValues["name"] as string ?? "";
            await handler(context.RequestServices, name, body.WrittenMemory, context.RequestAborted);
        };
        return endpoints.MapPost("/job/{name}", take).AllowAnonymous().ExcludeFromDescription();
    }
}
