using System.Collections;
using Microsoft.Extensions.Logging;
using Platform.Local.Resources;

namespace Platform.Local.Components;

/// <summary>Turns metadata entries into values: secrets from their store, environment variables, placeholders.</summary>
internal sealed class MetadataResolver(IReadOnlyDictionary<string, string>? environment, string @namespace, ILogger log)
{
    public IReadOnlyDictionary<string, string> Environment { get; } = environment ?? ProcessEnvironment();

    /// <param name="resource">The component.</param>
    /// <param name="appId">Whose placeholders; null leaves those of an app as they are.</param>
    /// <param name="running">Where secret stores are looked up.</param>
    /// <param name="ct">Stops waiting.</param>
    public async Task<ComponentMetadata> ResolveAsync(
        ComponentResource resource, string? appId, IEnumerable<RunningComponent> running, CancellationToken ct)
    {
        var values = await ResolveAsync(resource.Metadata, resource.SecretStore, running, ct);
        return new ComponentMetadata(values.ToDictionary(value => value.Key, value => Placeholders.Fill(value.Value, appId, @namespace)));
    }

    public async Task<Dictionary<string, string>> ResolveAsync(
        IReadOnlyList<MetadataItem> items, string? secretStore, IEnumerable<RunningComponent> running, CancellationToken ct)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in items)
        {
            values[item.Name] = item switch
            {
                { SecretRef: { } secret } => await SecretAsync(item, secret, secretStore, running, ct),
                { EnvRef: { } variable } => Variable(item, variable),
                _ => item.Value ?? "",
            };
        }

        return values;
    }

    private string Variable(MetadataItem item, string variable)
    {
        if (Environment.TryGetValue(variable, out var value)) return value;
        log.LogWarning("{Place}: environment variable {Variable} is not set; '{Key}' is empty", item.Place, variable, item.Name);
        return "";
    }

    private static async Task<string> SecretAsync(
        MetadataItem item, (string Name, string Key) secret, string? store, IEnumerable<RunningComponent> running, CancellationToken ct)
    {
        if (store is null) throw Wrong(item, "needs auth.secretStore, the name of a secret store component");
        var component = running.FirstOrDefault(component => component.Resource.Name == store)?.Instance as ISecretStore
            ?? throw Wrong(item, $"auth.secretStore '{store}' is not a loaded secret store");
        var values = await component.GetAsync(secret.Name, ct);
        return values?.GetValueOrDefault(secret.Key)
            ?? throw Wrong(item, $"secret store '{store}' has no '{secret.Name}' with key '{secret.Key}'");
    }

    private static ResourceException Wrong(MetadataItem item, string problem) =>
        new(item.Place, $"spec.metadata[{item.Name}].secretKeyRef", problem);

    private static Dictionary<string, string> ProcessEnvironment() =>
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => entry.Value as string ?? "");
}
