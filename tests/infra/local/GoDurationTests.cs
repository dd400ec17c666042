namespace Platform.Local.Tests;

/// <summary>Go's durations, as all of Dapr's files write them.</summary>
public sealed class GoDurationTests
{
    [Theory]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("500ms", 500)]
    [InlineData("-1.5s", -1_500)]
    [InlineData("250us", 0.25)]
    [InlineData("7", 7_000)]
    public void A_duration_is_read(string text, double milliseconds)
    {
        Assert.True(GoDuration.TryParse(text, TimeSpan.FromSeconds(1), out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1x")]
    [InlineData("s")]
    [InlineData("1h 30m")]
    public void Anything_else_is_refused(string text) => Assert.False(GoDuration.TryParse(text, TimeSpan.FromSeconds(1), out _));
}
