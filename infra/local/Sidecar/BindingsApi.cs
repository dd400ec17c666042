using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Platform.Local.Components;

namespace Platform.Local.Sidecar;

/// <summary>Output bindings.</summary>
internal static class BindingsApi
{
    private static readonly string[] Writing = ["POST", "PUT"];

    public static void MapBindings(this IEndpointRouteBuilder routes, ISidecar sidecar) =>
        routes.MapMethods("/v1.0/bindings/{name}", Writing, context => InvokeAsync(context, sidecar));

    private static async Task InvokeAsync(HttpContext context, ISidecar sidecar)
    {
        var name = context.Route("name");
        var body = await context.JsonObjectAsync();
        var response = await CallAsync(context, sidecar, name, body);
        foreach (var (key, value) in response.Metadata ?? new Dictionary<string, string>())
            context.Response.Headers[$"metadata.{key}"] = HeaderText(value);
        if (response.Data is { Length: > 0 } data) await context.BytesAsync(StatusCodes.Status200OK, data);
        else context.NoContent();
    }

    private static async Task<BindingResponse> CallAsync(HttpContext context, ISidecar sidecar, string name, JsonObject body)
    {
        var ct = context.RequestAborted;
        try
        {
            var binding = sidecar.Find<IOutputBinding>(name) ?? throw new ComponentException($"couldn't find output binding {name}");
            var operation = body.Text("operation");
            if (!binding.Instance.Operations.Contains(operation)) throw Unsupported(name, operation, binding.Instance.Operations);
            // The component gets the JSON text of data, so a text arrives with its quotes.
            var data = Encoding.UTF8.GetBytes(body["data"]?.ToJsonString() ?? "");
            var metadata = Metadata(context, body);
            return await sidecar.PolicyFor(binding.Instance, name, Direction.Outbound)
                .RunAsync(attempt => binding.Instance.InvokeAsync(operation, data, metadata, attempt), ct);
        }
        catch (Exception error) when (error is not ApiException && !ct.IsCancellationRequested)
        {
            throw new ApiException(
                HttpStatusCode.InternalServerError, "ERR_INVOKE_OUTPUT_BINDING", $"error invoking output binding {name}: {error.Message}");
        }
    }

    private static Dictionary<string, string> Metadata(HttpContext context, JsonObject body)
    {
        var metadata = (body["metadata"] as JsonObject ?? []).ToDictionary(pair => pair.Key, pair => pair.Value?.ToString() ?? "");
        foreach (var header in (string[])["traceparent", "tracestate"])
        {
            if (context.Request.Headers[header] is [{ Length: > 0 } value, ..]) metadata.TryAdd(header, value);
        }

        return metadata;
    }

    private static ComponentException Unsupported(string name, string operation, IReadOnlyList<string> allowed) =>
        new($"binding {name} does not support operation '{operation}'. supported operations: {string.Join(' ', allowed)}");

    private static string HeaderText(string value) => string.Concat(value.Where(c => c is >= ' ' and < (char)127));
}
