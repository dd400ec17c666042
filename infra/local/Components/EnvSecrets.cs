namespace Platform.Local.Components;

/// <summary>secretstores.local.env: the environment, optionally only the variables with a prefix. Never Dapr's own variables.</summary>
internal sealed class EnvSecrets(ComponentContext context) : ISecretStore
{
    private readonly string prefix = context.Metadata.Text("prefix", "");

    public IReadOnlyList<string> Capabilities => [];

    public Task InitAsync(CancellationToken ct) => Task.CompletedTask;

    /// <summary>An unknown name is an empty value, never absent, as daprd has it.</summary>
    public Task<IReadOnlyDictionary<string, string>?> GetAsync(string name, CancellationToken ct)
    {
        var value = Allowed(prefix + name) ? context.Environment.GetValueOrDefault(prefix + name, "") : "";
        return Task.FromResult<IReadOnlyDictionary<string, string>?>(new Dictionary<string, string> { [name] = value });
    }

    public Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(CancellationToken ct)
    {
        var all = context.Environment
            .Where(variable => variable.Key.StartsWith(prefix, StringComparison.Ordinal) && Allowed(variable.Key))
            .ToDictionary(variable => variable.Key[prefix.Length..], Pair);
        return Task.FromResult<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>(all);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IReadOnlyDictionary<string, string> Pair(KeyValuePair<string, string> variable) =>
        new Dictionary<string, string> { [variable.Key[prefix.Length..]] = variable.Value };

    private static bool Allowed(string variable) =>
        !variable.StartsWith("DAPR_", StringComparison.Ordinal) && variable is not "APP_API_TOKEN";
}
