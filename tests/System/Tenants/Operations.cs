using System.Text.Json;

namespace Platform.System.Tests.Tenants;

/// <summary>An operation as an OpenAPI document describes it.</summary>
internal sealed record Operation(string App, string Method, string Path, IReadOnlyList<string> Scopes, IReadOnlyList<string> Queries)
{
    public override string ToString() => $"{App} {Method} {Path}";
}

/// <summary>What all services say they can do, so that tests grow by themselves when a service learns something new.</summary>
internal static class Operations
{
    public static async Task<IReadOnlyList<Operation>> OfAsync(Running platform, string app)
    {
        using var client = new HttpClient { BaseAddress = platform.Run.AppUri(app) };
        using var document = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json", Running.Stop));
        return
        [
            .. document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
                .Where(each => each.Value.ValueKind is JsonValueKind.Object)
                .Select(each => new Operation(
                    app, each.Name.ToUpperInvariant(), path.Name, ScopesOf(each.Value), [.. QueriesOf(each.Value)]))),
        ];
    }

    private static IReadOnlyList<string> ScopesOf(JsonElement operation) =>
        operation.TryGetProperty("security", out var security)
            ? [.. security.EnumerateArray().SelectMany(each => each.EnumerateObject()).SelectMany(each => each.Value.EnumerateArray())
                .Select(scope => scope.GetString() ?? "")]
            : [];

    private static IEnumerable<string> QueriesOf(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray().Where(each => each.GetProperty("in").GetString() is "query")
                .Select(each => each.GetProperty("name").GetString() ?? "")
            : [];
}
