using Platform.Local.Launcher;

namespace Platform.Local.Tests.Launcher;

/// <summary>Output on disk is bounded, and the last lines are at hand.</summary>
public sealed class LogFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_full_file_is_set_aside_once()
    {
        using var log = new LogFile(folder["logs/a.log"], maxBytes: 100);
        for (var i = 0; i < 100; i++)
        {
            log.Write($"line {i}");
        }

        Assert.True(new FileInfo(folder["logs/a.log"]).Length <= 120);
        Assert.True(new FileInfo(folder["logs/a.log.1"]).Length <= 120);
        Assert.Equal(2, Directory.GetFiles(folder["logs"]).Length);
    }

    [Fact]
    public void The_last_two_hundred_lines_are_at_hand()
    {
        using var log = new LogFile(folder["a.log"]);
        for (var i = 0; i < 300; i++)
        {
            log.Write($"{i}");
        }

        Assert.Equal(["298", "299"], log.Last(2));
        Assert.Equal(200, log.Last(1000).Count);
    }

    [Fact]
    public void A_later_run_appends()
    {
        using (var first = new LogFile(folder["a.log"]))
        {
            first.Write("one");
        }

        using (var second = new LogFile(folder["a.log"]))
        {
            second.Write("two");
        }

        Assert.Equal("one\ntwo\n", File.ReadAllText(folder["a.log"]));
    }
}
