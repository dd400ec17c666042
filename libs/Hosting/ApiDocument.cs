using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.OpenApi;

namespace Platform.Hosting;

/// <summary>The OpenAPI document <c>/openapi/v1.json</c>: which token and which scope each route asks for.</summary>
internal static class ApiDocument
{
    private const string Bearer = "bearer";

    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer(DescribeSignInAsync);
        options.AddOperationTransformer(RequireAsync);
    });

    private static Task DescribeSignInAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info.Title = context.ApplicationServices.GetRequiredService<IHostEnvironment>().ApplicationName;
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = Bearer,
            BearerFormat = "JWT",
            Description = "Scopes: " + string.Join("; ", Scopes.All.Select(scope => $"{scope.Key} – {scope.Value}")),
        };
        return Task.CompletedTask;
    }

    private static Task RequireAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<IAllowAnonymous>().Any())
            return Task.CompletedTask;
        var scopes = metadata.OfType<RequiredScope>().Select(required => required.Scope).ToList();
        operation.Security ??= [];
        operation.Security.Add(new() { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = scopes });
        return Task.CompletedTask;
    }
}
