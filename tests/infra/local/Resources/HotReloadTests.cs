using Platform.Local.Tests.Sidecar;

namespace Platform.Local.Tests.Resources;

/// <summary>Edited files take effect without a restart, and a broken edit changes nothing (behaviour 81).</summary>
public sealed class HotReloadTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_edit_remakes_what_changed_and_leaves_the_rest_alone()
    {
        Write("changed.yaml", Configuration("changed", "1"));
        Write("same.yaml", SidecarApiTests.Component("same", "configuration.in-memory"));
        await using var running = await StartAsync();
        await running.Host.SetConfigurationAsync("same", "k", "set");

        Write("changed.yaml", Configuration("changed", "2"));
        await Eventually.HoldsAsync(
            async () => (string?)(await running.GetAsync("/v1.0/configuration/changed")).Body?["k"]?["value"] == "2", "the edit is read");
        Assert.Equal("set", (string?)(await running.GetAsync("/v1.0/configuration/same")).Body?["k"]?["value"]);

        File.Delete(Path.Combine(folder.FullName, "changed.yaml"));
        await Eventually.HoldsAsync(async () => (await running.GetAsync("/v1.0/configuration/changed")).Status == 400);
    }

    [Fact]
    public async Task A_broken_edit_keeps_the_old_and_a_good_one_heals_it()
    {
        Write("c.yaml", Configuration("c", "1"));
        await using var running = await StartAsync();

        Write("c.yaml", "spec: {");
        Write("new.yaml", Configuration("new", "1"));
        await Task.Yield();
        Assert.Equal("1", (string?)(await running.GetAsync("/v1.0/configuration/c")).Body?["k"]?["value"]);
        Write("c.yaml", Configuration("c", "3"));

        await Eventually.HoldsAsync(
            async () => (string?)(await running.GetAsync("/v1.0/configuration/c")).Body?["k"]?["value"] == "3", "the edit is read");
        Assert.Equal(200, (await running.GetAsync("/v1.0/configuration/new")).Status);
    }

    public void Dispose() => folder.Delete(true);

    private static string Configuration(string name, string value) =>
        SidecarApiTests.Component(name, "configuration.in-memory", $"[{{name: k, value: '{value}'}}]");

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(folder.FullName, file), text);

    private Task<Running> StartAsync() =>
        Running.StartAsync(new LocalHostOptions { Apps = [new LocalApp("a")], ResourcesPaths = [folder.FullName] });
}
