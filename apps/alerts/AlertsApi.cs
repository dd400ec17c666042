using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Platform.Alerts.Closing;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;

namespace Platform.Alerts;

/// <summary>Everything that reaches this service: two topics and four routes.</summary>
internal static class AlertsApi
{
    public static void MapAlerts(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<IOptions<AlertsOptions>>().Value;
        var bulk = new BulkOptions(limits.BatchSize, TimeSpan.FromMilliseconds(limits.BatchWaitMs));
        app.MapBulkTopic<Decision, RaiseAlerts>(Topics.Decisions, bulk);
        app.MapBulkTopic<ThreatEvent, RaiseAlerts>(Topics.Threats, bulk);

        var alerts = app.MapGroup("/alerts").RequireScope(Scopes.AlertsRead).WithTags("Alerts");
        alerts.MapGet("", List).WithSummary("Alerts of the caller's tenant, newest first");
        alerts.MapGet("/live", Live).WithSummary("Alerts as they change, as server-sent events");
        alerts.MapGet("/{id}", Get).WithSummary("One alert of the caller's tenant");
        app.MapPost("/alerts/{id}/close", Close).Validate<AlertClosing>().RequireScope(Scopes.AlertsWrite).WithTags("Alerts")
            .WithSummary("Says what an alert was; its decisions are labelled with it");
    }

    private static async Task<Results<Ok<AlertPage>, ValidationProblem>> List(
        TenantId tenant, HttpRequest request, AlertStore alerts, CancellationToken ct)
    {
        var reader = new AlertFilterReader(request.Query);
        var filter = reader.Read();
        return reader.Errors.Count > 0
            ? TypedResults.ValidationProblem(reader.Errors)
            : TypedResults.Ok(await alerts.PageAsync(tenant, filter, ct));
    }

    private static async Task<Results<Ok<Alert>, NotFound>> Get(TenantId tenant, string id, AlertStore alerts, CancellationToken ct) =>
        await alerts.FindAsync(tenant, id, ct) is { } alert ? TypedResults.Ok(alert) : TypedResults.NotFound();

    private static Task<Results<Ok<Alert>, NotFound>> Close(
        TenantId tenant, string id, AlertClosing closing, ClaimsPrincipal caller, CloseAlert close, CancellationToken ct) =>
        close.HandleAsync(tenant, id, closing, caller.Subject(), ct);

    private static async Task<IResult> Live(TenantId tenant, HttpContext context, LiveAlerts live)
    {
        var request = context.Request;
        // The header is what a browser sends on its own when it comes back; the query is for the first call.
        var text = request.Headers["Last-Event-ID"].FirstOrDefault() ?? request.Query["lastEventId"].FirstOrDefault();
        if (!TryReadPosition(text, out var after))
        {
            return TypedResults.ValidationProblem(
                new Dictionary<string, string[]> { ["lastEventId"] = ["The id of an event of this stream is expected."] });
        }

        await live.StreamAsync(tenant, after, context);
        return TypedResults.Empty;
    }

    private static bool TryReadPosition(string? text, out long? after)
    {
        after = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        var isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position);
        after = position;
        return isNumber;
    }
}
