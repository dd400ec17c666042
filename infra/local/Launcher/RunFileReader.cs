using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.Local.Launcher;

/// <summary>Reads a run file as <c>dapr run -f</c> does: the same fields, defaults and path rules.</summary>
internal sealed partial class RunFileReader
{
    private readonly string directory;
    private readonly RunPaths paths;
    private readonly IReadOnlyList<string>? resources;
    private readonly RunFileMap root;
    private readonly RunFileMap? common;

    private RunFileReader(string file, RunPaths paths, IReadOnlyList<string>? resources)
    {
        directory = Path.GetDirectoryName(file) ?? throw new LaunchException($"{file} is no file");
        (this.paths, this.resources) = (paths, resources);
        root = RunFileMap.Load(file);
        common = root.Map("common");
    }

    /// <param name="path">The file, or the folder that holds <c>dapr.yaml</c>.</param>
    /// <param name="resources">Replaces every resources path of the file; null takes those of the file.</param>
    /// <param name="paths">The path rules; null for the current user's.</param>
    public static RunFile Read(string path, IReadOnlyList<string>? resources = null, RunPaths? paths = null)
    {
        var full = Path.GetFullPath(path);
        var file = Directory.Exists(full) ? Path.Combine(full, "dapr.yaml") : full;
        return File.Exists(file)
            ? new RunFileReader(file, paths ?? RunPaths.ForUser, resources).Read()
            : throw new LaunchException($"{file} does not exist; run ./platform from the clone of the repository");
    }

    private RunFile Read()
    {
        if (root.Number("version") is null)
        {
            throw root.Wrong("version", "version is required and must not be 0 (version: 1)");
        }

        var maps = root.Maps("apps");
        if (maps.Count == 0)
        {
            throw root.Wrong("apps", "apps must hold at least one app");
        }

        var apps = new Dictionary<string, RunApp>(StringComparer.Ordinal);
        foreach (var map in maps)
        {
            var app = ReadApp(map);
            if (!apps.TryAdd(app.AppId, app))
            {
                throw map.Wrong("appID", $"appID '{app.AppId}' is used twice");
            }
        }

        return new RunFile(root.Text("name"), [.. apps.Values]);
    }

    private RunApp ReadApp(RunFileMap map)
    {
        var path = map.Text("appDirPath") ?? throw map.Wrong("appDirPath", "appDirPath is required");
        var folder = Existing(map, "appDirPath", path, directory);
        var own = OwnPaths(map, folder);
        return new RunApp(map.Text("appID") ?? Path.GetFileName(folder), folder)
        {
            AppPort = map.Port("appPort"),
            Ports = new SidecarPorts(map.Port("daprHTTPPort"), map.Port("daprGRPCPort"), map.Port("metricsPort")),
            Command = map.List("command"),
            Environment = Variables(map),
            ResourcesPaths = resources ?? paths.Resources(own, common is null ? [] : OwnPaths(common, directory), folder),
            ConfigurationPath = paths.Configuration(Configuration(map, folder), CommonConfiguration(), folder),
            ChannelAddress = map.Text("appChannelAddress") ?? "127.0.0.1",
            Protocol = Either(map, "appProtocol") ?? "http",
            MaxConcurrency = (map.Number("appMaxConcurrency") ?? common?.Number("appMaxConcurrency")) is > 0 and var limit ? limit : null,
            HealthPath = HasFlag(map, "enableAppHealthCheck") ? Either(map, "appHealthCheckPath") ?? "/healthz" : null,
            MaxBodyBytes = MaxBody(map),
            Logs = Logs(map) ?? Logs(common) ?? LogDestination.FileAndConsole,
        };
    }

    private string? Either(RunFileMap map, string key) => map.Text(key) ?? common?.Text(key);

    // Either level turns it on; the app cannot turn off what is common.
    private bool HasFlag(RunFileMap map, string key) => map.Flag(key) || common?.Flag(key) == true;

    private Dictionary<string, string> Variables(RunFileMap map)
    {
        var variables = new Dictionary<string, string>(common?.Pairs("env") ?? [], StringComparer.Ordinal);
        foreach (var (name, value) in map.Pairs("env"))
        {
            variables[name] = value;
        }

        return variables;
    }

    private List<string> OwnPaths(RunFileMap map, string relativeTo)
    {
        if (resources is not null)
        {
            return [];
        }

        var listed = map.List("resourcesPaths").Select(path => Existing(map, "resourcesPaths", path, relativeTo)).ToList();
        return listed.Count == 0 && map.Text("resourcesPath") is { } single
            ? [Existing(map, "resourcesPath", single, relativeTo)]
            : listed;
    }

    private string? Configuration(RunFileMap map, string relativeTo) =>
        map.Text("configFilePath") is { } path ? Existing(map, "configFilePath", path, relativeTo) : null;

    private string? CommonConfiguration() => common is null ? null : Configuration(common, directory);

    private static LogDestination? Logs(RunFileMap? map) => map?.OneOf<LogDestination>("appLogDestination");

    private string Existing(RunFileMap map, string key, string path, string relativeTo)
    {
        var full = paths.Resolve(path, relativeTo);
        return Path.Exists(full) ? full : throw map.Wrong(key, $"{key}: {full} does not exist");
    }

    private long MaxBody(RunFileMap map)
    {
        const long mebibyte = 1 << 20;
        if (Either(map, "maxBodySize") is not { } text)
        {
            return (map.Number("daprHTTPMaxRequestSize") ?? common?.Number("daprHTTPMaxRequestSize") ?? 4) * mebibyte;
        }

        var match = Quantity().Match(text);
        return match.Success
            ? long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * Unit(match.Groups[2].Value)
            : throw map.Wrong("maxBodySize", $"maxBodySize must be a size such as 4Mi or 16MB, not '{text}'");
    }

    private static long Unit(string name) => name switch
    {
        "" => 1,
        "K" or "k" or "KB" => 1_000,
        "Ki" => 1L << 10,
        "M" or "MB" => 1_000_000,
        "Mi" => 1L << 20,
        "G" or "GB" => 1_000_000_000,
        _ => 1L << 30,
    };

    [GeneratedRegex("^([0-9]{1,9})(|k|K|KB|Ki|M|MB|Mi|G|GB|Gi)$")]
    private static partial Regex Quantity();
}
