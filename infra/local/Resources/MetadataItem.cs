namespace Platform.Local.Resources;

/// <summary>One metadata entry (or endpoint header): a value, a secret or an environment variable.</summary>
internal sealed record MetadataItem(string Name, string? Value, SourcePlace Place)
{
    public (string Name, string Key)? SecretRef { get; init; }

    public string? EnvRef { get; init; }

    public string Fingerprint => $"{Name}={Value}|{SecretRef}|{EnvRef}";

    public static IReadOnlyList<MetadataItem> ParseAll(YamlMap spec, string key) => [.. spec.Maps(key).Select(Parse)];

    private static MetadataItem Parse(YamlMap item)
    {
        item.Only("name", "value", "secretKeyRef", "envRef");
        var name = item.Required("name");
        var env = item.Text("envRef");
        if (env is not null) CheckEnv(item, env);
        return new MetadataItem(name, item.Has("value") ? item.AnyText("value") : null, item.PlaceOf(ValueKey(item)))
        {
            SecretRef = item.Map("secretKeyRef") is { } secret
                ? (secret.Required("name"), secret.Text("key") ?? secret.Required("name"))
                : null,
            EnvRef = env,
        };
    }

    private static string ValueKey(YamlMap item) => item.Has("value") ? "value" : item.Has("envRef") ? "envRef" : "secretKeyRef";

    private static void CheckEnv(YamlMap item, string env)
    {
        var forbidden = env.StartsWith("DAPR_", StringComparison.OrdinalIgnoreCase) || env is "APP_API_TOKEN"
            || env.Contains(' ', StringComparison.Ordinal);
        if (forbidden) throw item.Wrong("envRef", $"may not read '{env}'; DAPR_*, APP_API_TOKEN and names with spaces are not allowed");
    }
}
