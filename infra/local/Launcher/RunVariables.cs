using System.Collections;
using System.Security.Cryptography;

namespace Platform.Local.Launcher;

/// <summary>The environment that the host's components and every app see.</summary>
internal static class RunVariables
{
    public const string Postgres = "PLATFORM_POSTGRES";
    public const string Redis = "PLATFORM_REDIS";
    public const string DaprToken = "DAPR_API_TOKEN";
    public const string AppToken = "APP_API_TOKEN";

    // Neither Production, where services refuse development tokens, nor Development, where they show their errors to callers.
    private const string EnvironmentName = "ASPNETCORE_ENVIRONMENT";
    private const string Local = "Local";

    /// <summary>What the platform adds to the environment: where things are, the key, and tokens of this run.</summary>
    public static Dictionary<string, string> For(DataFolder data, IReadOnlyDictionary<string, string> further)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PLATFORM_BLOBS"] = data.Blobs,
            [EnvironmentName] = Local,
            ["Auditing__Folder"] = data.AuditSpool,
            ["PLATFORM_DEV_KEY"] = data.DevelopmentKey(),
            [DaprToken] = NewToken(),
            [AppToken] = NewToken(),
        };
        foreach (var (name, value) in further)
        {
            variables[name] = value;
        }

        return variables;
    }

    /// <summary>A variable from the run's own, else from the environment that we were started in; null when empty.</summary>
    public static string? Find(this IReadOnlyDictionary<string, string> variables, string name)
    {
        var value = variables.GetValueOrDefault(name) ?? Environment.GetEnvironmentVariable(name);
        return value is { Length: > 0 } ? value : null;
    }

    /// <summary>Our own environment with these variables on top.</summary>
    public static Dictionary<string, string> WithOurs(IReadOnlyDictionary<string, string> variables)
    {
        var all = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
        foreach (var (name, value) in variables)
        {
            all[name] = value;
        }

        return all;
    }

    private static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
