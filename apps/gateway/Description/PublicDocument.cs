using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Platform.Gateway;

/// <summary>Makes the document about the public routes and nothing else.</summary>
internal sealed class PublicDocument : IOpenApiDocumentTransformer
{
    private static readonly string[] Operational = ["/healthz", "/readyz", "/metrics"];

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new()
        {
            Title = "Risk platform API",
            Version = "v1",
            Description = "Send what happens, get scores with reasons, work the alerts. Errors are problem details (RFC 9457). "
                + "A development token: `./platform token --tenant demo --role admin`.",
        };
        document.Servers = [new() { Url = "/" }];
        foreach (var path in document.Paths.Keys.Where(path => !IsPublic(path)).ToArray())
        {
            document.Paths.Remove(path);
        }

        return Task.CompletedTask;
    }

    private static bool IsPublic(string path) => path.StartsWith("/api/", StringComparison.Ordinal) || Operational.Contains(path);
}
