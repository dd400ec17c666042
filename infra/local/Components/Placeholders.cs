namespace Platform.Local.Components;

/// <summary>The words in braces that Dapr fills in metadata values.</summary>
internal static class Placeholders
{
    public static bool DependOnApp(string value) =>
        Has(value, "{appID}") || Has(value, "{namespace}") || Has(value, "{podName}");

    public static string Fill(string value, string? appId, string @namespace)
    {
        if (!value.Contains('{', StringComparison.Ordinal)) return value;
        var filled = value.Replace("{uuid}", Guid.NewGuid().ToString(), StringComparison.OrdinalIgnoreCase);
        return appId is null ? filled : filled
            .Replace("{appID}", appId, StringComparison.OrdinalIgnoreCase)
            .Replace("{namespace}", $"{@namespace}.{appId}", StringComparison.OrdinalIgnoreCase)
            .Replace("{podName}", Environment.MachineName, StringComparison.OrdinalIgnoreCase);
    }

    private static bool Has(string value, string word) => value.Contains(word, StringComparison.OrdinalIgnoreCase);
}
