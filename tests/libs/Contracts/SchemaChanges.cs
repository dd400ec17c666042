using System.Text.Json.Nodes;

namespace Platform.Contracts.Tests;

/// <summary>Finds the changes of a JSON Schema that break readers or writers of the old one.</summary>
internal static class SchemaChanges
{
    public static List<string> Breaking(JsonNode before, JsonNode after)
    {
        var found = new List<string>();
        Compare("$", before, after, found);
        return found;
    }

    private static void Compare(string path, JsonNode? before, JsonNode? after, List<string> found)
    {
        if (before is not JsonObject old || after is not JsonObject now)
            return;
        Narrowed($"{path}: type", Set(old["type"]), Set(now["type"]), found);
        Narrowed($"{path}: enum", Set(old["enum"]), Set(now["enum"]), found);
        foreach (var name in Set(now["required"]).Except(Set(old["required"])))
            found.Add($"{path}.{name.Trim('"')}: now required");
        foreach (var (name, property) in old["properties"] as JsonObject ?? [])
            CompareProperty($"{path}.{name}", property, now["properties"]?[name], found);
        Compare($"{path}[]", old["items"], now["items"], found);
        Compare($"{path}{{}}", old["additionalProperties"], now["additionalProperties"], found);
    }

    private static void CompareProperty(string path, JsonNode? before, JsonNode? after, List<string> found)
    {
        if (after is null)
            found.Add($"{path}: removed");
        else
            Compare(path, before, after, found);
    }

    // No list at all allows everything, so a list where there was none narrows as well.
    private static void Narrowed(string what, HashSet<string> before, HashSet<string> after, List<string> found)
    {
        if (after.Count > 0 && (before.Count == 0 || !before.IsSubsetOf(after)))
            found.Add($"{what} narrowed");
    }

    private static HashSet<string> Set(JsonNode? node) => node switch
    {
        JsonArray many => [.. many.Select(item => item?.ToJsonString() ?? "null")],
        null => [],
        _ => [node.ToJsonString()],
    };
}
