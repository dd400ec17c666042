namespace Platform.Conformance.Tests;

/// <summary>What keeps a component's data.</summary>
/// <param name="Name">The part of a component type after the dot.</param>
/// <param name="Version">The type's version.</param>
/// <param name="Metadata">Lines of YAML that name the server.</param>
internal sealed record Backend(string Name, string Version, string Metadata)
{
    public static Backend InMemory { get; } = new("in-memory", "v1", "");

    public static Backend Redis(string host) => new("redis", "v1", $"    - name: redisHost\n      value: \"{host}\"\n");

    public static Backend Postgres(string connectionString) =>
        new("postgresql", "v2", $"    - name: connectionString\n      value: \"{connectionString}\"\n");

    /// <summary>A component of its own on this backend.</summary>
    public string Component(string category, string name) =>
        $"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec:\n"
        + $"  type: {category}.{Name}\n  version: v1\n  metadata:\n{(Metadata.Length > 0 ? Metadata : "    []\n")}";

    /// <summary>The same resources with this behind every in-memory component of a category.</summary>
    public string Replace(string category, string yaml) => this == InMemory ? yaml : yaml.Replace(
        $"  type: {category}.in-memory\n  version: v1\n  metadata:\n",
        $"  type: {category}.{Name}\n  version: {Version}\n  metadata:\n{Metadata}",
        StringComparison.Ordinal);
}
