using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Platform.Postgres;

/// <summary>A database that is away is 503 with Retry-After; a wrong statement stays a bug.</summary>
internal sealed class DatabaseAway(IProblemDetailsService problems) : IExceptionHandler
{
    private const int RetryAfterSeconds = 2;

    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken ct)
    {
        if (exception is not NpgsqlException e || !IsAway(e))
            return ValueTask.FromResult(false);
        httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        httpContext.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return problems.TryWriteAsync(new()
        {
            HttpContext = httpContext,
            ProblemDetails = new ProblemDetails
            {
                Status = StatusCodes.Status503ServiceUnavailable,
                Title = "The database is away",
                Detail = "Nothing was changed. Try again in a moment.",
            },
        });
    }

    // Without an SQL state nothing was answered at all. 53: no resources, 57: shut down or cancelled, 40: lost against another transaction.
    internal static bool IsAway(NpgsqlException e) =>
        e is not PostgresException { SqlState: var state } || e.IsTransient
        || state.StartsWith("53", StringComparison.Ordinal) || state.StartsWith("57", StringComparison.Ordinal)
        || state.StartsWith("40", StringComparison.Ordinal) || state.StartsWith("08", StringComparison.Ordinal);
}
