namespace Platform.Local.Resources;

/// <summary>A Component document.</summary>
internal sealed record ComponentResource
{
    public required string Name { get; init; }

    /// <summary>Lower case, e.g. <c>state.redis</c>.</summary>
    public required string Type { get; init; }

    public required string Version { get; init; }

    public bool IgnoreErrors { get; init; }

    public TimeSpan InitTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public IReadOnlyList<MetadataItem> Metadata { get; init; } = [];

    public string? SecretStore { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public required SourcePlace Place { get; init; }

    /// <summary>Where the type is written.</summary>
    public required SourcePlace TypePlace { get; init; }

    public string Category => Type[..Math.Max(0, Type.IndexOf('.', StringComparison.Ordinal))];

    /// <summary>What decides whether an edit changed anything; places do not.</summary>
    public string Fingerprint => string.Join('\n',
        [Name, Type, Version, $"{IgnoreErrors}", $"{InitTimeout}", SecretStore, string.Join(',', Scopes),
            .. Metadata.Select(m => m.Fingerprint)]);

    public static ComponentResource Parse(YamlMap document)
    {
        document.Only("apiVersion", "kind", "metadata", "spec", "auth", "scopes");
        var spec = document.RequiredMap("spec");
        spec.Only("type", "version", "ignoreErrors", "initTimeout", "metadata");
        var type = spec.Required("type").ToLowerInvariant();
        return new ComponentResource
        {
            Name = document.RequiredMap("metadata").Required("name"),
            Type = type,
            Version = (spec.Text("version") ?? "v1").ToLowerInvariant(),
            IgnoreErrors = spec.Flag("ignoreErrors", false),
            InitTimeout = spec.Duration("initTimeout", TimeSpan.FromSeconds(1)) ?? TimeSpan.FromSeconds(5),
            Metadata = MetadataItem.ParseAll(spec, "metadata"),
            SecretStore = document.Map("auth")?.Text("secretStore"),
            Scopes = document.Texts("scopes"),
            Place = document.Place,
            TypePlace = spec.PlaceOf("type"),
        };
    }
}
