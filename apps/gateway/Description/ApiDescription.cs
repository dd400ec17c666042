using System.Net.Mime;
using Microsoft.AspNetCore.OpenApi;
using Platform.Contracts;

namespace Platform.Gateway;

/// <summary>The API page and the document behind it, made from the table of routes.</summary>
internal static class ApiDescription
{
    private const string Document = "v1";

    // What any route may answer besides success.
    private static readonly int[] Problems =
    [
        StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests,
        StatusCodes.Status503ServiceUnavailable,
    ];

    private static readonly int[] BodyProblems =
        [StatusCodes.Status408RequestTimeout, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType];

    public static void AddApiDescription(this IServiceCollection services) => services.Configure<OpenApiOptions>(Document, options =>
    {
        options.AddDocumentTransformer<PublicDocument>();
        options.AddOperationTransformer<PublicOperation>();
    });

    /// <summary>Serves the page at <c>/openapi</c>; its scripts come with the service, not from the network.</summary>
    public static void UseApiPage(this IApplicationBuilder app) => app.UseSwaggerUI(page =>
    {
        page.RoutePrefix = "openapi";
        page.DocumentTitle = "Risk platform API";
        page.SwaggerEndpoint($"/openapi/{Document}.json", "Risk platform API v1");
    });

    /// <summary>Says in the document what the table says of a route.</summary>
    public static void Describe(this RouteHandlerBuilder builder, ForwardedRoute route)
    {
        builder.WithMetadata(route).WithTags(route.App).WithSummary(route.Summary).WithDescription(route.Description);
        builder.Produces(route.Success, route.Response, route.IsStream ? "text/event-stream" : MediaTypeNames.Application.Json);
        if (route.Request is { } request)
        {
            string[] more = route.Body is BodyKind.JsonOrLines ? [Forward.Lines] : [];
            builder.Accepts(request, MediaTypeNames.Application.Json, more);
        }

        if (route.LineRequest is not null) builder.Produces<IngestResult>(StatusCodes.Status202Accepted);
        builder.ProducesValidationProblem();
        int[] ofBody = route.Request is null ? [] : BodyProblems;
        int[] ofId = route.IsById ? [StatusCodes.Status404NotFound] : [];
        int[] ofQuota = route.UsesQuotas ? [StatusCodes.Status402PaymentRequired] : [];
        foreach (var status in Problems.Concat(ofBody).Concat(ofId).Concat(ofQuota))
        {
            builder.ProducesProblem(status);
        }
    }
}
