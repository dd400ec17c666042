using Platform.Local;

namespace Platform.Risk.Tests;

public sealed class WatchedFolderTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("watched-");
    private readonly ManualTime time = new();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task What_changed_between_noting_the_folder_and_watching_it_is_told_by_the_first_look()
    {
        using var watched = new WatchedFolder(folder.FullName, "*.yml", SearchOption.AllDirectories);
        var own = folder.CreateSubdirectory("own").FullName;
        await File.WriteAllTextAsync(Path.Combine(own, "a.yml"), "a", TestContext.Current.CancellationToken);
        var told = 0;
        watched.Start(time, () => Interlocked.Increment(ref told));

        await Eventually.HoldsAsync(() => told > 0, "the change is told", () => time.Advance(TimeSpan.FromSeconds(5)));
        Assert.Equal(["a.yml"], watched.Paths.Select(Path.GetFileName));
    }

    [Fact]
    public void Folder_that_did_not_change_is_not_told_of()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "a.yml"), "a");
        using var watched = new WatchedFolder(folder.FullName, "*.yml", SearchOption.AllDirectories);
        var told = 0;
        watched.Start(time, () => Interlocked.Increment(ref told));

        time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(0, told);
    }
}
