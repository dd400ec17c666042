using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Platform.Local.Resiliency;

namespace Platform.Local.Sidecar;

/// <summary>Service invocation. It is also where every unknown path and wrong verb ends, as in daprd.</summary>
internal static class InvokeApi
{
    public static void MapInvoke(this IEndpointRouteBuilder routes, AppSidecar sidecar) =>
        routes.Map("/{**path}", context => InvokeAsync(context, sidecar));

    private static async Task InvokeAsync(HttpContext context, AppSidecar sidecar)
    {
        if (InvokeAddress.Of(context) is not { } address)
            throw new ApiException(HttpStatusCode.NotFound, "ERR_DIRECT_INVOKE",
                "failed getting app id either from the URL path or the header dapr-app-id");
        var ct = context.RequestAborted;
        using var response = await CallAsync(context, sidecar, address);
        context.Response.StatusCode = (int)response.StatusCode;
        InvokeHeaders.CopyTo(response, context.Response);
        await context.Response.StartAsync(ct);
        await ReturnAsync(context, response, ct);
    }

    private static async Task<HttpResponseMessage> CallAsync(HttpContext context, AppSidecar sidecar, InvokeAddress address)
    {
        var ct = context.RequestAborted;
        try
        {
            var target = InvokeTarget.Of(address with { Method = address.Method + context.Request.QueryString }, sidecar);
            var policy = sidecar.Resources.Policies.ForApp(address.AppId) ?? Policy.None;
            var body = await BodyAsync(context.Request, policy);
            if (body is InvokeBody) policy = policy.WithoutRetries();
            return await policy.RunAsync(attempt => target.SendAsync(Request(context.Request, body), attempt), ErrorCode, ct);
        }
        catch (Exception error) when (error is not ApiException && !ct.IsCancellationRequested)
        {
            throw new ApiException(
                HttpStatusCode.InternalServerError, "ERR_DIRECT_INVOKE",
                    $"failed to invoke, id: {address.AppId}, err: {Innermost(error).Message}");
        }
    }

    // A body is kept for another attempt only if there may be one and its length is known; anything else streams and is sent once.
    private static async Task<HttpContent?> BodyAsync(HttpRequest request, Policy policy)
    {
        var hasBody = request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? true;
        // A body of no bytes still has a type.
        if (!hasBody) return request.ContentType is null ? null : new ByteArrayContent([]);
        if (!policy.Retries || request.ContentLength is null) return new InvokeBody(request);
        return new ReadOnlyMemoryContent(await request.HttpContext.BodyAsync());
    }

    private static HttpRequestMessage Request(HttpRequest from, HttpContent? body)
    {
        var request = new HttpRequestMessage(new HttpMethod(from.Method), (Uri?)null) { Content = body };
        // Another attempt reuses the kept body, whose headers are there already.
        body?.Headers.Clear();
        InvokeHeaders.CopyTo(from, request);
        return request;
    }

    private static int? ErrorCode(HttpResponseMessage response) =>
        (int)response.StatusCode is >= 200 and < 400 ? null : (int)response.StatusCode;

    // The status is out; a failure now can only be shown by cutting the answer off.
    private static async Task ReturnAsync(HttpContext context, HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            await InvokeBody.ReturnAsync(response, context.Response, ct);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            context.Abort();
        }
    }

    private static Exception Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error;
}
