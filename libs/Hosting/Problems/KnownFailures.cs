using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Platform.Dapr;

namespace Platform.Hosting;

/// <summary>The only place where an exception becomes a status; libraries add a handler of their own for their own exceptions.</summary>
internal sealed class KnownFailures(IProblemDetailsService problems) : IExceptionHandler
{
    private static readonly TimeSpan soon = TimeSpan.FromSeconds(1);

    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken ct)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
            return Abandoned(httpContext);
        var (problem, retryAfter) = Describe(exception);
        if (problem is null)
            return ValueTask.FromResult(false);
        httpContext.Response.StatusCode = problem.Status ?? StatusCodes.Status500InternalServerError;
        if (retryAfter is { } wait)
            httpContext.Response.Headers.RetryAfter = Seconds(wait);
        return problems.TryWriteAsync(new() { HttpContext = httpContext, ProblemDetails = problem });
    }

    private static (ProblemDetails? Problem, TimeSpan? RetryAfter) Describe(Exception exception) => exception switch
    {
        BadHttpRequestException e => (BadRequests.Describe(e), null),
        JsonException e => (BadRequests.Describe(e), null),
        OverloadedException e => (Away("Too much at once", e.Message), e.RetryAfter),
        DaprException e => (Away("A part of the platform is away", "Nothing was lost. Try again in a moment."), e.RetryAfter ?? soon),
        HttpRequestException or OperationCanceledException or TimeoutException =>
            (Away("A part of the platform is away", "It did not answer in time. Try again in a moment."), soon),
        _ => (null, null),
    };

    private static string Seconds(TimeSpan wait) =>
        Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static ProblemDetails Away(string title, string detail) =>
        new() { Status = StatusCodes.Status503ServiceUnavailable, Title = title, Detail = detail };

    // Nobody reads the answer any more.
    private static ValueTask<bool> Abandoned(HttpContext context)
    {
        if (!context.Response.HasStarted)
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        return ValueTask.FromResult(true);
    }
}
