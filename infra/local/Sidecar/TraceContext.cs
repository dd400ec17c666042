using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Platform.Local.Sidecar;

/// <summary>W3C trace context: passed on unchanged, or, when tracing is configured, with a span of the sidecar's own in between.</summary>
internal static class TraceContext
{
    private const int MaxTraceState = 512;

    public static Task ContinueAsync(RequestDelegate next, HttpContext context, AppSidecar sidecar)
    {
        var headers = context.Request.Headers;
        if (headers.TraceState.ToString().Length > MaxTraceState) headers.Remove("tracestate");
        if (sidecar.Resources.Tracing && !context.Request.Path.StartsWithSegments("/v1.0/healthz")) Step(context);
        return next(context);
    }

    private static void Step(HttpContext context)
    {
        var parent = context.Request.Headers.TraceParent.ToString();
        var own = Child(parent);
        context.Request.Headers.TraceParent = own;
        context.Response.OnStarting(() =>
        {
            if (context.Response.Headers.TraceParent.Count == 0) context.Response.Headers.TraceParent = own;
            return Task.CompletedTask;
        });
    }

    /// <summary>A new span below this one; a new trace when there is none or it is malformed.</summary>
    public static string Child(string? traceparent)
    {
        var span = ActivitySpanId.CreateRandom().ToHexString();
        return ActivityContext.TryParse(traceparent, null, out var parent)
            ? $"00-{parent.TraceId.ToHexString()}-{span}-{(byte)parent.TraceFlags:x2}"
            : $"00-{ActivityTraceId.CreateRandom().ToHexString()}-{span}-01";
    }
}
