using Platform.Local.Launcher;

namespace Platform.Local.Tests.Launcher;

/// <summary>Which folder a path of the run file is relative to, and which resources win.</summary>
public sealed class RunPathsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public RunPathsTests()
    {
        folder.Folder("orders");
        folder.Folder("home");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Common_paths_are_relative_to_the_file_and_own_paths_to_the_app()
    {
        folder.Folder("shared");
        folder.Folder("orders/own");
        Assert.Equal([folder["shared"]], Resources("common: {resourcesPaths: [./shared]}\napps: [{appDirPath: orders}]"));
        Assert.Equal(
            [folder["orders/own"]],
            Resources("common: {resourcesPaths: [./shared]}\napps: [{appDirPath: orders, resourcesPaths: [own]}]"));
    }

    [Fact]
    public void The_deprecated_single_path_still_counts()
    {
        folder.Folder("orders/one");
        Assert.Equal([folder["orders/one"]], Resources("apps: [{appDirPath: orders, resourcesPath: one}]"));
    }

    [Fact]
    public void Conventional_folders_come_between_own_and_common_and_the_home_folder_last()
    {
        folder.Folder("shared");
        Assert.Empty(Resources("apps: [{appDirPath: orders}]"));
        folder.Folder("home/.dapr/components");
        Assert.Equal([folder["home/.dapr/components"]], Resources("apps: [{appDirPath: orders}]"));
        Assert.Equal([folder["shared"]], Resources("common: {resourcesPaths: [shared]}\napps: [{appDirPath: orders}]"));
        folder.Folder("orders/.dapr/resources");
        Assert.Equal([folder["orders/.dapr/resources"]], Resources("common: {resourcesPaths: [shared]}\napps: [{appDirPath: orders}]"));
    }

    [Fact]
    public void Configuration_files_follow_the_same_order()
    {
        Assert.Null(Read("apps: [{appDirPath: orders}]").ConfigurationPath);
        folder.Write("home/.dapr/config.yaml", "");
        Assert.Equal(folder["home/.dapr/config.yaml"], Read("apps: [{appDirPath: orders}]").ConfigurationPath);
        const string withCommon = "common: {configFilePath: common.yaml}\napps: [{appDirPath: orders}]";
        folder.Write("common.yaml", "");
        Assert.Equal(folder["common.yaml"], Read(withCommon).ConfigurationPath);
        folder.Write("orders/.dapr/config.yaml", "");
        Assert.Equal(folder["orders/.dapr/config.yaml"], Read(withCommon).ConfigurationPath);
        folder.Write("orders/own.yaml", "");
        Assert.Equal(folder["orders/own.yaml"], Read("apps: [{appDirPath: orders, configFilePath: ./own.yaml}]").ConfigurationPath);
    }

    [Theory]
    [InlineData("~/x", "/users-home/x")]
    [InlineData("~", "/users-home")]
    [InlineData("$HOME/x/", "/users-home/x")]
    [InlineData("${HOME}/x", "/users-home/x")]
    [InlineData("./x/../y", "/clone/y")]
    [InlineData("/abs", "/abs")]
    public void Home_and_relative_paths_are_expanded(string path, string expected) =>
        Assert.Equal(expected, new RunPaths("/users-home").Resolve(path, "/clone"));

    private IReadOnlyList<string> Resources(string text) => Read(text).ResourcesPaths;

    private RunApp Read(string text) =>
        RunFileReader.Read(folder.Write("dapr.yaml", "version: 1\n" + text), paths: new RunPaths(folder["home"])).Apps.Single();
}
