using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Ingest;

/// <summary>Everything that reaches this service: two routes, for a tenant's callers and for services in a tenant's name.</summary>
internal static class IngestApi
{
    private const string Json = "application/json";
    private const string Lines = "application/x-ndjson";

    public static void MapIngest(this IEndpointRouteBuilder app)
    {
        app.MapPost("/transactions", AcceptTransactions)
            .RequireScope(Scopes.EventsWrite)
            .UsesQuotas(Quota.Events, Quota.Storage)
            .WithSummary("Takes transactions: one JSON object, a JSON array, or NDJSON");
        app.MapPost("/security-events", AcceptSecurityEvents)
            .RequireScope(Scopes.EventsWrite)
            .UsesQuotas(Quota.Events, Quota.Storage)
            .WithSummary("Takes security events: one JSON object, a JSON array, or NDJSON");
        app.MapForTenant().MapPost("/transactions", AcceptTransactions).UsesQuotas(Quota.Events, Quota.Storage);
    }

    private static Task<IResult> AcceptTransactions(
        TenantId tenant, HttpContext context, AcceptEvents accept, IOptions<IngestOptions> options, CancellationToken ct) =>
        Accept(context, options.Value, events => accept.HandleAsync(tenant, EventKinds.Transactions, events, ct), ct);

    private static Task<IResult> AcceptSecurityEvents(
        TenantId tenant, HttpContext context, AcceptEvents accept, IOptions<IngestOptions> options, CancellationToken ct) =>
        Accept(context, options.Value, events => accept.HandleAsync(tenant, EventKinds.Security, events, ct), ct);

    private static async Task<IResult> Accept(
        HttpContext context, IngestOptions limits, Func<IAsyncEnumerable<RawEvent>, Task<IngestOutcome>> take, CancellationToken ct)
    {
        context.AllowBody(limits.MaxBodyBytes);
        var body = context.Request.BodyReader;
        return MediaTypeOf(context.Request) switch
        {
            Json => (await take(RequestEvents.Document(body, limits.MaxEventBytes, ct))).Answer(),
            Lines => (await take(RequestEvents.Lines(body, limits.MaxEventBytes, ct))).Answer(),
            _ => TypedResults.Problem(
                $"Content-Type must be {Json} or {Lines}.", statusCode: StatusCodes.Status415UnsupportedMediaType),
        };
    }

    private static string? MediaTypeOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? type.MediaType.Value?.ToLowerInvariant() : null;
}
