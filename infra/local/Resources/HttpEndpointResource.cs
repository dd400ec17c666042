namespace Platform.Local.Resources;

/// <summary>An HTTPEndpoint document: an outside address that apps invoke by name.</summary>
internal sealed record HttpEndpointResource(string Name, Uri BaseUrl, IReadOnlyList<MetadataItem> Headers, SourcePlace Place)
{
    public string? SecretStore { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public static HttpEndpointResource Parse(YamlMap document)
    {
        document.Only("apiVersion", "kind", "metadata", "spec", "auth", "scopes");
        var spec = document.RequiredMap("spec");
        spec.Only("baseUrl", "headers");
        var url = spec.Required("baseUrl");
        var valid = Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https";
        if (!valid || parsed is null) throw spec.Wrong("baseUrl", $"must be an http:// or https:// address, not '{url}'");
        var name = document.RequiredMap("metadata").Required("name");
        return new HttpEndpointResource(name, parsed, MetadataItem.ParseAll(spec, "headers"), document.Place)
        {
            SecretStore = document.Map("auth")?.Text("secretStore"),
            Scopes = document.Texts("scopes"),
        };
    }
}
