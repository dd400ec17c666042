using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Platform.Local.Resources;

/// <summary>Reads resource text: several documents per file, routed by kind; kinds it does not know are skipped and named.</summary>
/// <remarks>
/// Real Dapr logs a malformed document and goes on; here it is an error that names file, line and key, because on one's own machine
/// a component that is silently absent costs more time than a start that is refused.
/// </remarks>
internal sealed class ResourceReader
{
    private readonly List<ComponentResource> components = [];
    private readonly List<SubscriptionResource> subscriptions = [];
    private readonly List<ResiliencyResource> resiliencies = [];
    private readonly List<HttpEndpointResource> endpoints = [];
    private readonly List<ConfigurationResource> configurations = [];
    private readonly List<string> skipped = [];

    /// <summary>Adds the documents of one file.</summary>
    /// <exception cref="ResourceException">Something in it is wrong.</exception>
    public void Add(string file, string text)
    {
        foreach (var root in Documents(file, text))
        {
            if (root is YamlMappingNode map) Add(new YamlMap(map, file, ""));
            else if (root is not YamlScalarNode { Value: null or "" })
                throw new ResourceException(new(file, (int)root.Start.Line), null, "must be a mapping (key: value)");
        }
    }

    public ResourceSet ToSet() => new()
    {
        Components = components,
        Subscriptions = subscriptions,
        Resiliencies = resiliencies,
        HttpEndpoints = endpoints,
        Configurations = configurations,
        Skipped = skipped,
    };

    private void Add(YamlMap document)
    {
        switch ((document.Text("apiVersion"), document.Text("kind")))
        {
            case ("dapr.io/v1alpha1", "Component"): components.Add(ComponentResource.Parse(document)); break;
            case ("dapr.io/v1alpha1" or "dapr.io/v2alpha1", "Subscription"): subscriptions.Add(SubscriptionDocument.Parse(document)); break;
            case ("dapr.io/v1alpha1", "Resiliency"): resiliencies.Add(ResiliencyResource.Parse(document)); break;
            case ("dapr.io/v1alpha1", "HTTPEndpoint"): endpoints.Add(HttpEndpointResource.Parse(document)); break;
            case ("dapr.io/v1alpha1", "Configuration"): configurations.Add(ConfigurationResource.Parse(document)); break;
            case var (version, kind): skipped.Add($"{document.Place}: {version ?? "no apiVersion"}/{kind ?? "no kind"}"); break;
        }
    }

    private static IEnumerable<YamlNode> Documents(string file, string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException error)
        {
            // Something left open is noticed behind the end of the file.
            var line = Math.Min((int)error.Start.Line, text.TrimEnd().Count(c => c is '\n') + 1);
            throw new ResourceException(new(file, line), null, $"is not valid YAML: {error.Message}", error);
        }

        return stream.Documents.Select(document => document.RootNode);
    }
}
