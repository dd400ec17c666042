using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Platform.Local.Sidecar;

/// <summary>The one place where exceptions become the sidecar's error answers.</summary>
internal static class Failures
{
    public static async Task AnswerAsync(RequestDelegate next, HttpContext context, AppSidecar sidecar)
    {
        try
        {
            await next(context);
        }
        catch (Exception error) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await context.ErrorAsync(Describe(error, sidecar));
        }
    }

    private static ApiException Describe(Exception error, AppSidecar sidecar)
    {
        if (error is ApiException known) return known;
        if (error is BadHttpRequestException) return new ApiException(HttpStatusCode.BadRequest, "ERR_BODY_READ", error.Message);
        sidecar.Options.Loggers?.CreateLogger("sidecar").LogError(error, "sidecar of {App} failed to answer", sidecar.AppId);
        return new ApiException(HttpStatusCode.InternalServerError, "ERROR", error.Message);
    }
}
