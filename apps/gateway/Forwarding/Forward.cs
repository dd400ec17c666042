using System.Net.Mime;
using Microsoft.Net.Http.Headers;

namespace Platform.Gateway;

/// <summary>Carries a request to its service by Dapr service invocation, and the answer back as it comes.</summary>
internal sealed class Forward(ServiceCalls calls, RequestBodies bodies, ForwardLines lines)
{
    internal const string Lines = "application/x-ndjson";

    /// <summary>Forwards one request.</summary>
    /// <returns>Nothing when the service's answer was passed on; else the answer that replaces it.</returns>
    public async Task<IResult> HandleAsync(ForwardedRoute route, HttpContext context)
    {
        if (!ServicePath.TryMake(route, context.Request, out var path))
        {
            return TypedResults.NotFound();
        }

        var type = MediaTypeOf(context.Request);
        return (route.Body, type) switch
        {
            (BodyKind.None, _) => await PassAsync(route, path, null, context),
            (_, MediaTypeNames.Application.Json) => await PassBodyAsync(route, path, context),
            (BodyKind.JsonOrLines, Lines) => await lines.HandleAsync(new(route, path, null), context),
            (var body, _) => TypedResults.Problem(
                $"Content-Type must be {MediaTypeNames.Application.Json}{(body is BodyKind.JsonOrLines ? $" or {Lines}" : "")}.",
                statusCode: StatusCodes.Status415UnsupportedMediaType),
        };
    }

    private async Task<IResult> PassBodyAsync(ForwardedRoute route, string path, HttpContext context)
    {
        using var body = await bodies.ReadAsync(context);
        return await PassAsync(route, path, body.Content, context);
    }

    private async Task<IResult> PassAsync(ForwardedRoute route, string path, HttpContent? content, HttpContext context)
    {
        using var response = await calls.SendAsync(new(route, path, content), context);
        await ServiceAnswer.CopyAsync(response, context);
        return TypedResults.Empty;
    }

    private static string? MediaTypeOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? type.MediaType.Value?.ToLowerInvariant() : null;
}
