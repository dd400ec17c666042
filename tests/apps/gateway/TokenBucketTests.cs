using Platform.Local;

namespace Platform.Gateway.Tests;

public sealed class TokenBucketTests
{
    private readonly ManualTime time = new();

    [Fact]
    public void A_rate_that_is_no_multiple_of_ten_is_met_exactly()
    {
        var bucket = New(19, 19);
        Assert.Equal(19, Ask(bucket, 100));

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(19, Ask(bucket, 100));
    }

    [Fact]
    public void A_share_that_changes_each_second_makes_no_tokens()
    {
        var bucket = New(10, 100);
        Ask(bucket, 200);

        for (var second = 0; second < 20; second++)
        {
            bucket.Use(second % 2 is 0 ? 0.1 : 1);
            bucket.Use(0.5);
        }

        Assert.Equal(0, Ask(bucket, 200));
    }

    [Fact]
    public void The_smallest_share_of_a_small_limit_lets_a_request_through_and_says_when_the_next()
    {
        var bucket = New(1, 3);
        bucket.Use(0.05);

        Assert.Equal(new(true, 0, 20, 20), bucket.Take());
        Assert.Equal(new(false, 0, 20, 20), bucket.Take());
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.True(bucket.Take().IsGranted);
    }

    private static int Ask(TokenBucket bucket, int times) => Enumerable.Range(0, times).Count(_ => bucket.Take().IsGranted);

    private TokenBucket New(int perSecond, int burst) => new(new(new("acme"), "", perSecond, burst), 1, time);
}
