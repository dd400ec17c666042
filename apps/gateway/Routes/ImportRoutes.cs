using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>Imports of files.</summary>
internal static class ImportRoutes
{
    private static readonly RouteParameter ImportId = new("id", "path", "1-16 of a-z and 0-9", "history2026");

    public static IReadOnlyList<ForwardedRoute> All { get; } =
    [
        new("POST", "/imports", "workflows", Scopes.ImportsWrite)
        {
            Summary = "Import a file",
            Description = "The file is in the tenant's part of blob storage: CSV or NDJSON, plain, gzip or in a tar archive. The answer "
                + "comes at once; GET /imports/{id} shows how far it is. Bad lines are written beside the file with their reasons, "
                + "the others are imported.",
            Body = BodyKind.Json,
            UsesQuotas = true,
            Request = typeof(ImportRequest),
            Response = typeof(Import),
            Success = StatusCodes.Status202Accepted,
        },
        new("GET", "/imports", "workflows", Scopes.ImportsRead)
        {
            Summary = "Imports, newest first",
            Response = typeof(ImportPage),
            Parameters = [new("limit", "query", "Imports in the answer, 1 to 100; 20 when absent.", "20")],
        },
        new("GET", "/imports/{id}", "workflows", Scopes.ImportsRead)
        {
            Summary = "One import: how far it is, or how it ended",
            Response = typeof(Import),
            Parameters = [ImportId],
        },
        Changed("pause", "Pause an import", "Chunks that are being sent are ended; no further one is begun until it is resumed."),
        Changed("resume", "Go on with a paused import", "It goes on where it stopped."),
        Changed("cancel", "End an import", "What was accepted stays accepted; its leftovers in blob storage are removed."),
    ];

    private static ForwardedRoute Changed(string verb, string summary, string description) =>
        new("POST", $"/imports/{{id}}/{verb}", "workflows", Scopes.ImportsWrite)
        {
            Summary = summary,
            Description = $"{description} An import that has ended is answered with 409.",
            Response = typeof(Import),
            Parameters = [ImportId],
        };
}
