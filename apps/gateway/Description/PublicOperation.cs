using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Platform.Contracts;

namespace Platform.Gateway;

/// <summary>Adds to an operation what the framework cannot know: parameters, examples and the scope in words.</summary>
internal sealed class PublicOperation : IOpenApiOperationTransformer
{
    public async Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<ForwardedRoute>().FirstOrDefault() is not { } route)
        {
            return;
        }

        operation.OperationId = OperationIdOf(route);
        operation.Description = $"{route.Description}\n\nScope: `{route.Scope}`.".Trim();
        operation.Parameters = [.. route.Parameters.Select(ParameterOf)];
        AddExamples(operation, route);
        if (route.BatchRequest is { } many)
        {
            var schema = await context.GetOrCreateSchemaAsync(many, null, cancellationToken);
            AddShape(operation.RequestBody?.Content, schema);
        }

        if (route.LineRequest is { } line && operation.RequestBody?.Content is { } bodies)
            bodies[Forward.Lines].Schema = await context.GetOrCreateSchemaAsync(line, null, cancellationToken);

        if (route.BatchResponse is { } answers)
        {
            var schema = await context.GetOrCreateSchemaAsync(answers, null, cancellationToken);
            AddShape(operation.Responses?.GetValueOrDefault($"{route.Success}")?.Content, schema);
        }
    }

    private static void AddShape(IDictionary<string, OpenApiMediaType>? content, OpenApiSchema more)
    {
        foreach (var body in content?.Values ?? [])
            body.Schema = new OpenApiSchema { OneOf = body.Schema is { } one ? [one, more] : [more] };
    }

    private static void AddExamples(OpenApiOperation operation, ForwardedRoute route)
    {
        foreach (var (type, body) in operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>())
        {
            body.Example = type == Forward.Lines ? Examples.LinesOf(route.LineRequest ?? route.Request) : Examples.Of(route.Request);
        }

        foreach (var (status, response) in operation.Responses ?? [])
        {
            foreach (var body in response.Content?.Values ?? [])
            {
                // A success besides the route's own is that of lines.
                body.Example = status == $"{route.Success}" ? Examples.Of(route.Response)
                    : status.StartsWith('2') ? Examples.Of(typeof(IngestResult))
                    : Examples.Problem(status);
            }
        }
    }

    private static OpenApiParameter ParameterOf(RouteParameter parameter) => new()
    {
        Name = parameter.Name,
        In = Enum.Parse<ParameterLocation>(parameter.Place, ignoreCase: true),
        Required = parameter.Place is "path",
        Description = parameter.Description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        Example = parameter.Example.Length > 0 ? parameter.Example : null,
    };

    private static string OperationIdOf(ForwardedRoute route) =>
        $"{route.Method.ToLowerInvariant()}{string.Concat(route.Path.Split('/').Select(Word))}";

    private static string Word(string segment) =>
        segment is "{id}" ? "ById"
        : segment.Length is 0 ? ""
        : char.ToUpperInvariant(segment[0]) + segment[1..];
}
