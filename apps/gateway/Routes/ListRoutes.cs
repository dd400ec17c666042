using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>A tenant's lists.</summary>
internal static class ListRoutes
{
    private static readonly RouteParameter name = new("id", "path", "The name of the list.", "mules");

    public static IReadOnlyList<ForwardedRoute> All { get; } =
    [
        new("GET", "/lists", "risk", Scopes.ListsRead)
        {
            Summary = "All lists",
            Description = "With how many entries each has, and how many they may have together.",
            Response = typeof(ListOverview),
        },
        new("PUT", "/lists/{id}", "risk", Scopes.ListsWrite)
        {
            Summary = "Make a list or change what it is for",
            Description = "Block goes before allow, and allow before watch. A plain list does nothing by itself: rules ask it, as in "
                + "counterparty in list(\"mules\"). Names are 1 to 50 of a-z, 0-9 and -, a letter first; at most 200 lists.",
            Body = BodyKind.Json,
            Request = typeof(ListDefinition),
            Response = typeof(ListView),
            Parameters = [name],
        },
        new("DELETE", "/lists/{id}", "risk", Scopes.ListsWrite)
        {
            Summary = "Remove a list with its entries",
            Description = "409 names the rules in force that ask for it.",
            Response = typeof(void),
            Success = StatusCodes.Status204NoContent,
            Parameters = [name],
        },
        new("GET", "/lists/{id}/entries", "risk", Scopes.ListsRead)
        {
            Summary = "The entries of a list",
            Response = typeof(ListEntryPage),
            Parameters =
            [
                name, new("after", "query", "The value after which the page begins.", "acc-0042"),
                new("limit", "query", "Entries at most, 1 to 1000; 100 when absent.", "100"),
            ],
        },
        new("POST", "/lists/{id}/entries", "risk", Scopes.ListsWrite)
        {
            Summary = "Put values on a list",
            Description = "At most 10000, all or none; those that are there are replaced. They count for the next event. 409 when the "
                + "lists have as many entries as they may. NDJSON, an entry a line, of any length, is put on the list while it arrives: "
                + "202 says how many were new (accepted), how many replaced one (duplicates) and which lines were refused. When it "
                + "could not be done to the end, the problem says the same, and at which line to go on (nextIndex).",
            Body = BodyKind.JsonOrLines,
            Request = typeof(NewListEntries),
            LineRequest = typeof(NewListEntry),
            Response = typeof(ListChange),
            Parameters = [name],
        },
        new("POST", "/lists/{id}/entries/remove", "risk", Scopes.ListsWrite)
        {
            Summary = "Take values off a list",
            Description = "At most 10000; those that are not there are passed over.",
            Body = BodyKind.Json,
            Request = typeof(RemovedListValues),
            Response = typeof(ListChange),
            Parameters = [name],
        },
    ];
}
