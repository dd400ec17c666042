using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Platform.Postgres;

/// <summary>
/// A database that is away or too slow is 503 with Retry-After, a tenant that has all of its connections busy 429; a wrong statement
/// stays a bug.
/// </summary>
internal sealed class DatabaseAway(IProblemDetailsService problems) : IExceptionHandler
{
    private const int RetryAfterSeconds = 2;

    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken ct)
    {
        if (Describe(exception) is not { } problem) return ValueTask.FromResult(false);

        httpContext.Response.StatusCode = problem.Status ?? StatusCodes.Status503ServiceUnavailable;
        httpContext.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return problems.TryWriteAsync(new() { HttpContext = httpContext, ProblemDetails = problem });
    }

    private static ProblemDetails? Describe(Exception exception) => exception switch
    {
        TenantBusyException e => Problem(StatusCodes.Status429TooManyRequests, "The tenant's share of the database is busy", e.Message),
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } =>
            Problem(StatusCodes.Status503ServiceUnavailable, "The database took too long", "Nothing was changed. Ask for less."),
        NpgsqlException e when IsAway(e) =>
            Problem(StatusCodes.Status503ServiceUnavailable, "The database is away", "Nothing was changed. Try again in a moment."),
        _ => null,
    };

    private static ProblemDetails Problem(int status, string title, string detail) =>
        new() { Status = status, Title = title, Detail = detail };

    // Without an SQL state nothing was answered at all. 53: no resources, 57: shut down or cancelled, 40: lost against another transaction.
    internal static bool IsAway(NpgsqlException e) =>
        e is not PostgresException { SqlState: var state } || e.IsTransient
        || state.StartsWith("53", StringComparison.Ordinal) || state.StartsWith("57", StringComparison.Ordinal)
        || state.StartsWith("40", StringComparison.Ordinal) || state.StartsWith("08", StringComparison.Ordinal);
}
