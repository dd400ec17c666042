using Platform.Local.Launcher;
using Platform.Local.Postgres;

namespace Platform.System.Tests;

/// <summary>A mistake in a component's YAML is refused at the start, and the message says where it is and what is allowed.</summary>
public sealed class MistakeTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("platform-mistake-").FullName;

    [Theory]
    [InlineData("statestore.yaml", "state.postgresql", "state.postgress", "statestore.yaml:6", "state.postgress", "state.postgresql")]
    [InlineData("pubsub.yaml", "\"100000\"", "lots", "pubsub.yaml:", "maxQueuedMessages", "number")]
    [InlineData("blobs.yaml", "name: rootPath", "name: rotPath", "blobs.yaml:", "rootPath", "required")]
    [InlineData("resiliency.yaml", "retry: deliver", "retry: diliver", "resiliency.yaml:", "diliver", "deliver")]
    [InlineData("resiliency.yaml", "invoke: 30s", "invoke: soon", "resiliency.yaml:", "soon", "duration")]
    [InlineData("lock.yaml", "spec:", "spec: [", "lock.yaml:", "", "")]
    public async Task A_mistake_is_refused_with_its_place_and_what_is_allowed(
        string file, string right, string wrong, string place, string key, string allowed)
    {
        CopyClone();
        var path = Path.Combine(root, "components", "local", file);
        var text = await File.ReadAllTextAsync(path, Running.Stop);
        await File.WriteAllTextAsync(path, text.Replace(right, wrong, StringComparison.Ordinal), Running.Stop);

        var refusal = await Assert.ThrowsAnyAsync<Exception>(StartAsync);

        Assert.All([place, key, allowed], part => Assert.Contains(part, refusal.Message, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private async Task StartAsync()
    {
        var postgres = await EmbeddedPostgres.SharedForTestsAsync();
        await using var run = await PlatformRun.StartAsync(new RunOptions
        {
            Root = root,
            Environment = new Dictionary<string, string> { ["PLATFORM_POSTGRES"] = postgres.Uri },
        });
    }

    // Just what is read before anything starts.
    private void CopyClone()
    {
        File.Copy(Path.Combine(Repository.Root, "dapr.yaml"), Path.Combine(root, "dapr.yaml"));
        foreach (var app in Directory.EnumerateDirectories(Path.Combine(Repository.Root, "apps")))
            Directory.CreateDirectory(Path.Combine(root, "apps", Path.GetFileName(app)));
        Directory.CreateDirectory(Path.Combine(root, "workflows"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "components"), "*.yaml", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(root, Path.GetRelativePath(Repository.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
