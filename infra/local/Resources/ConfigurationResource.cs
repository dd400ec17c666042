namespace Platform.Local.Resources;

/// <summary>A Configuration document, as far as one machine needs it: tracing, secret scopes, workflows.</summary>
internal sealed record ConfigurationResource(string Name)
{
    /// <summary>Null when there is no tracing section; "0" switches tracing off.</summary>
    public string? SamplingRate { get; init; }

    /// <summary>Given as text by a test, not found in a resource folder.</summary>
    public bool Inline { get; init; }

    public IReadOnlyList<SecretScope> SecretScopes { get; init; } = [];

    /// <summary>Null when there is no workflow section.</summary>
    public WorkflowSettings? Workflow { get; init; }

    public static ConfigurationResource Parse(YamlMap document)
    {
        var spec = document.RequiredMap("spec");
        return new ConfigurationResource(document.RequiredMap("metadata").Required("name"))
        {
            Inline = document.Place.File.StartsWith("inline-", StringComparison.Ordinal),
            SamplingRate = spec.Map("tracing")?.Text("samplingRate"),
            SecretScopes = [.. (spec.Map("secrets")?.Maps("scopes") ?? []).Select(SecretScope.Parse)],
            Workflow = spec.Map("workflow") is { } workflow ? WorkflowSettings.Parse(workflow) : null,
        };
    }
}

/// <summary>Which secrets of a store an app may read: the allow list if there is one, else all but the denied, else the default.</summary>
internal sealed record SecretScope(string StoreName, bool DenyByDefault, IReadOnlyList<string> Allowed, IReadOnlyList<string> Denied)
{
    public bool Allows(string name) =>
        Allowed.Count > 0 ? Allowed.Contains(name)
        : Denied.Count > 0 ? !Denied.Contains(name)
        : !DenyByDefault;

    public static SecretScope Parse(YamlMap scope)
    {
        scope.Only("storeName", "defaultAccess", "allowedSecrets", "deniedSecrets");
        var access = (scope.Text("defaultAccess") ?? "allow").ToLowerInvariant();
        if (access is not ("allow" or "deny")) throw scope.Wrong("defaultAccess", $"must be allow or deny, not '{access}'");
        return new SecretScope(scope.Required("storeName"), access is "deny", scope.Texts("allowedSecrets"), scope.Texts("deniedSecrets"));
    }
}
