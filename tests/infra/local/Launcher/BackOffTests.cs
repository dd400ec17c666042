using Platform.Local.Launcher;

namespace Platform.Local.Tests.Launcher;

/// <summary>How long a dead app waits.</summary>
public sealed class BackOffTests
{
    [Fact]
    public void Waiting_doubles_up_to_ten_seconds()
    {
        var backOff = new BackOff();
        var waits = Enumerable.Range(0, 8).Select(_ => backOff.After(TimeSpan.FromSeconds(1)).TotalSeconds);
        Assert.Equal([0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 10], waits);
    }

    [Fact]
    public void An_app_that_stayed_up_for_half_a_minute_begins_anew()
    {
        var backOff = new BackOff();
        backOff.After(TimeSpan.Zero);
        backOff.After(TimeSpan.FromSeconds(29.9));
        Assert.Equal(0.8, backOff.After(TimeSpan.FromSeconds(29.9)).TotalSeconds);
        Assert.Equal(0.2, backOff.After(TimeSpan.FromSeconds(30)).TotalSeconds);
        Assert.Equal(0.4, backOff.After(TimeSpan.Zero).TotalSeconds);
    }
}
