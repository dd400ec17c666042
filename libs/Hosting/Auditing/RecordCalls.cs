using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Platform.Contracts;

namespace Platform.Hosting;

/// <summary>Records the calls that <see cref="AuditedWhen"/> names, after they were answered, and first uses of tokens.</summary>
internal sealed class RecordCalls(IAudit audit, SignIns signIns, TimeProvider time)
{
    private const string Prefix = "/api/v1";
    private const string ServicePrefix = "service:";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch
        {
            await RecordAsync(context, AuditResult.Failed);
            throw;
        }

        await RecordAsync(context, ResultOf(context.Response.StatusCode));
    }

    internal static AuditResult ResultOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden => AuditResult.Denied,
        >= 400 => AuditResult.Failed,
        _ => AuditResult.Allowed,
    };

    private async Task RecordAsync(HttpContext context, AuditResult result)
    {
        // The handler of errors takes the endpoint away, and keeps it in its feature.
        var endpoint = context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerPathFeature>()?.Endpoint;
        if (context.User.Identity is { IsAuthenticated: true } && signIns.IsFirst(context.Request.Headers.Authorization.ToString()))
            await audit.RecordAsync(TenantOf(context), Event(context, "sign-in", "sessions", AuditResult.Allowed), default);
        if (endpoint is not null && IsAudited(context.Request.Method, endpoint, result))
            await audit.RecordAsync(TenantOf(context), Call(context, endpoint, result), default);
    }

    private static bool IsAudited(string method, Endpoint endpoint, AuditResult result) =>
        result is AuditResult.Denied || endpoint.Metadata.GetMetadata<AuditedRoute>()?.When switch
        {
            AuditedWhen.Always => true,
            AuditedWhen.Refused => false,
            _ => !(HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method)),
        };

    private AuditEvent Call(HttpContext context, Endpoint endpoint, AuditResult result)
    {
        var pattern = (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? context.Request.Path.Value ?? "";
        var path = pattern.StartsWith(Prefix, StringComparison.Ordinal) ? pattern[Prefix.Length..] : pattern;
        var type = path.Split('/', StringSplitOptions.RemoveEmptyEntries) is [var first, ..] ? first : "platform";
        return Event(context, $"{context.Request.Method} {path}", type, result);
    }

    private AuditEvent Event(HttpContext context, string action, string type, AuditResult result)
    {
        var actor = AuditFields.Fit(context.User.FindFirst(PlatformClaims.Subject)?.Value);
        var id = AuditFields.Fit(context.Request.RouteValues["id"] as string);
        return new()
        {
            Id = $"{Guid.CreateVersion7():N}",
            Time = time.GetUtcNow(),
            Actor = actor.Length > 0 ? actor : AuditFields.Anonymous,
            ActorKind = actor.Length is 0 ? ActorKind.Anonymous
                : actor.StartsWith(ServicePrefix, StringComparison.Ordinal) || KeyText.IsKey(actor) ? ActorKind.Service
                : ActorKind.User,
            Action = AuditFields.Fit(action, 100),
            ObjectType = AuditFields.Fit(type, 64),
            ObjectId = id.Length > 0 && type is not "sessions" ? id : null,
            Result = result,
            TraceId = TraceOf(context.Request),
        };
    }

    // Without a listener the framework makes no activity; what the caller sent counts then.
    private static string? TraceOf(HttpRequest request) => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity
        ? activity.TraceId.ToHexString()
        : ActivityContext.TryParse(request.Headers.TraceParent, null, out var sent) ? sent.TraceId.ToHexString() : null;

    // Calls of nobody are the operators' business.
    private static TenantId TenantOf(HttpContext context) => CallerTenant.Of(context) ?? TenantId.Operators;
}
