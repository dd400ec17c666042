using Platform.Local.Launcher;

namespace Platform.Local.Tests.Launcher;

/// <summary>The run file as <c>dapr run -f</c> reads it.</summary>
public sealed class RunFileReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public RunFileReaderTests() => folder.Folder("orders");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Absent_fields_take_the_defaults_of_the_Dapr_CLI()
    {
        var app = Read("apps: [{appDirPath: ./orders}]").Apps.Single();

        Assert.Equal("orders", app.AppId);
        Assert.Equal(folder["orders"], app.Directory);
        Assert.Null(app.AppPort);
        Assert.Empty(app.Command);
        Assert.Equal("127.0.0.1", app.ChannelAddress);
        Assert.Equal("http", app.Protocol);
        Assert.Null(app.MaxConcurrency);
        Assert.Null(app.HealthPath);
        Assert.Equal(4 << 20, app.MaxBodyBytes);
        Assert.Equal(LogDestination.FileAndConsole, app.Logs);
    }

    [Fact]
    public void Fields_of_an_app_are_read()
    {
        var app = Read("""
            apps:
              - appID: o
                appDirPath: orders
                appPort: 5001
                appProtocol: grpc
                appChannelAddress: localhost
                daprHTTPPort: 3501
                daprGRPCPort: 50002
                metricsPort: 9091
                command: ["dotnet", "run", 7]
                appMaxConcurrency: 3
                enableAppHealthCheck: true
                appHealthCheckPath: /live
                maxBodySize: 16Mi
                appLogDestination: file
            """).Apps.Single();

        Assert.Equal(("o", 5001, "grpc", "localhost"), (app.AppId, app.AppPort, app.Protocol, app.ChannelAddress));
        Assert.Equal(new SidecarPorts(3501, 50002, 9091), app.Ports);
        Assert.Equal(["dotnet", "run", "7"], app.Command);
        Assert.Equal((3, "/live", 16L << 20, LogDestination.File), (app.MaxConcurrency, app.HealthPath, app.MaxBodyBytes, app.Logs));
    }

    [Fact]
    public void The_app_wins_over_what_is_common_and_variables_are_merged()
    {
        var app = Read("""
            common: {env: {A: common, B: common}, appProtocol: http, maxBodySize: 1Mi, enableAppHealthCheck: true}
            apps: [{appDirPath: orders, appProtocol: h2c, env: {B: own, C: "1"}, enableAppHealthCheck: false}]
            """).Apps.Single();

        Assert.Equal("h2c", app.Protocol);
        var variables = app.Environment.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}");
        Assert.Equal("A=common B=own C=1", string.Join(' ', variables));
        Assert.Equal(1 << 20, app.MaxBodyBytes);
        Assert.Equal("/healthz", app.HealthPath);
    }

    [Fact]
    public void Unknown_keys_are_ignored() =>
        Assert.Single(Read("future: {a: [1]}\napps: [{appDirPath: orders, containerImage: x, dependsOn: [y]}]").Apps);

    [Fact]
    public void A_folder_means_the_dapr_yaml_in_it()
    {
        folder.Write("dapr.yaml", "version: 1\napps: [{appDirPath: orders}]");
        Assert.Equal("orders", RunFileReader.Read(folder.Path).Apps.Single().AppId);
    }

    [Fact]
    public void A_profile_replaces_every_resources_path_even_one_that_does_not_exist()
    {
        var file = folder.Write(
            "dapr.yaml", "version: 1\ncommon: {resourcesPaths: [gone]}\napps: [{appDirPath: orders, resourcesPaths: [gone]}]");
        Assert.Equal(["/profile"], RunFileReader.Read(file, ["/profile"]).Apps.Single().ResourcesPaths);
    }

    [Theory]
    [InlineData("apps: []", 2, "at least one app")]
    [InlineData("apps:\n- appID: x", 3, "appDirPath is required")]
    [InlineData("apps:\n- appDirPath: gone", 3, "does not exist")]
    [InlineData("apps:\n- {appDirPath: orders}\n- {appDirPath: orders}", 4, "'orders' is used twice")]
    [InlineData("apps:\n- appDirPath: orders\n  appPort: many", 4, "appPort must be a whole number, not 'many'")]
    [InlineData("apps:\n- appDirPath: orders\n  appPort: 70000", 4, "port from 1 to 65535")]
    [InlineData("apps:\n- appDirPath: orders\n  command: dotnet run", 4, "command must be a list")]
    [InlineData("apps:\n- appDirPath: orders\n  enableAppHealthCheck: perhaps", 4, "true or false")]
    [InlineData("apps:\n- appDirPath: orders\n  maxBodySize: big", 4, "4Mi")]
    [InlineData("apps:\n- appDirPath: orders\n  appLogDestination: moon", 4, "FileAndConsole")]
    [InlineData("common: [1]\napps:\n- appDirPath: orders", 2, "common must be a mapping")]
    [InlineData("apps:\n  - [", 4, "")]
    public void What_is_wrong_is_said_with_file_and_line(string text, int line, string message)
    {
        var error = Assert.Throws<LaunchException>(() => Read(text));
        Assert.StartsWith($"{folder["dapr.yaml"]}:{line}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_is_needed()
    {
        folder.Write("dapr.yaml", "apps: [{appDirPath: orders}]");
        Assert.Contains("version is required", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("dapr.yaml does not exist", Refusal(), StringComparison.Ordinal);

    private string Refusal() => Assert.Throws<LaunchException>(() => RunFileReader.Read(folder.Path)).Message;

    private RunFile Read(string text) =>
        RunFileReader.Read(folder.Write("dapr.yaml", "version: 1\n" + text), paths: new RunPaths(folder["home"]));
}
