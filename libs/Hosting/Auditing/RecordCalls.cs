using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Platform.Contracts;

namespace Platform.Hosting;

/// <summary>
/// Records the calls that <see cref="AuditedWhen"/> names, and first uses of tokens. The entry is on file before the head of the answer
/// leaves, so whoever has an answer has an entry; it says what the head says, also when the body breaks off later.
/// </summary>
internal sealed class RecordCalls(AuditTrail audit, AuditingMetrics metrics, SignIns signIns, TimeProvider time)
{
    private const string Prefix = "/api/v1";
    private const string ServicePrefix = "service:";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var isRecorded = false;
        context.Response.OnStarting(() => RecordOnceAsync(ResultOf(context.Response.StatusCode)));
        try
        {
            await next(context);
        }
        catch
        {
            await RecordOnceAsync(AuditResult.Failed);
            throw;
        }

        // An answer without a body starts later; one to a caller who has gone never does.
        await RecordOnceAsync(ResultOf(context.Response.StatusCode));

        Task RecordOnceAsync(AuditResult result)
        {
            if (isRecorded) return Task.CompletedTask;
            isRecorded = true;
            return RecordAsync(context, result);
        }
    }

    /// <summary>Refuses a call that must be recorded while there is no room for its entry; that refusal is not recorded.</summary>
    /// <exception cref="OverloadedException">There is no room.</exception>
    public Task CheckRoomAsync(HttpContext context, RequestDelegate next)
    {
        if (audit.HasRoom || context.GetEndpoint() is not { } endpoint || !IsAudited(context.Request.Method, endpoint, AuditResult.Allowed))
            return next(context);

        metrics.Refused();
        context.Features.Set(Unrecorded.Instance);
        throw new OverloadedException("Changes wait until the audit log can take them. Nothing was done.");
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
        if (context.Features.Get<Unrecorded>() is not null) return;

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
        var hashes = context.Features.Get<ObjectHashes>();
        return Event(context, $"{context.Request.Method} {path}", type, result) with { Before = hashes?.Before, After = hashes?.After };
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

    /// <summary>Marks a call of which no entry is made.</summary>
    private sealed class Unrecorded
    {
        public static readonly Unrecorded Instance = new();
    }
}
