using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Ingest;

/// <summary>Everything that reaches this service: one route, for a tenant's callers and for services in a tenant's name.</summary>
internal static class IngestApi
{
    private const string Json = "application/json";
    private const string Lines = "application/x-ndjson";

    public static void MapIngest(this IEndpointRouteBuilder app)
    {
        app.MapPost("/transactions", Accept)
            .RequireScope(Scopes.EventsWrite)
            .UsesQuotas(Quota.Events, Quota.Storage)
            .WithSummary("Takes transactions: one JSON object, a JSON array, or NDJSON");
        app.MapForTenant().MapPost("/transactions", Accept).UsesQuotas(Quota.Events, Quota.Storage);
    }

    private static async Task<IResult> Accept(
        TenantId tenant, HttpContext context, AcceptEvents accept, IOptions<IngestOptions> options, CancellationToken ct)
    {
        LimitBody(context, options.Value.MaxBodyBytes);
        var body = context.Request.BodyReader;
        return MediaTypeOf(context.Request) switch
        {
            Json => await Take(RequestEvents.Document(body, options.Value.MaxEventBytes, ct)),
            Lines => await Take(RequestEvents.Lines(body, options.Value.MaxEventBytes, ct)),
            _ => TypedResults.Problem(
                $"Content-Type must be {Json} or {Lines}.", statusCode: StatusCodes.Status415UnsupportedMediaType),
        };

        async Task<IResult> Take(IAsyncEnumerable<RawEvent> events) =>
            (await accept.HandleAsync(tenant, events, ct)).Answer();
    }

    private static string? MediaTypeOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? type.MediaType.Value?.ToLowerInvariant() : null;

    private static void LimitBody(HttpContext context, int maxBytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = maxBytes;
        }
    }
}
