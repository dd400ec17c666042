using Platform.Local.Resiliency;

namespace Platform.Local.Tests.Resiliency;

/// <summary>The conditions that open a circuit.</summary>
public sealed class TripConditionTests
{
    private static readonly Counts Seen = new(Requests: 10, TotalFailures: 6, ConsecutiveFailures: 3, TotalSuccesses: 4,
        ConsecutiveSuccesses: 0);

    [Theory]
    [InlineData("consecutiveFailures > 2", true)]
    [InlineData("consecutiveFailures >= 4", false)]
    [InlineData("requests >= 10 && totalFailures / requests > 0.5", true)]
    [InlineData("requests > 10 || !(totalFailures == 6)", false)]
    [InlineData("totalFailures - totalSuccesses * 2 < 0", true)]
    public void A_condition_is_decided_by_the_counts(string text, bool expected)
    {
        Assert.True(TripCondition.TryParse(text, out var condition, out _));
        Assert.Equal(expected, condition.Holds(Seen));
    }

    [Theory]
    [InlineData("", "a value is missing")]
    [InlineData("failures > 1", "'failures' is not known")]
    [InlineData("(requests > 1", "a closing parenthesis is missing")]
    [InlineData("requests > 1 ?", "'?' at position 14 is not understood")]
    public void A_mistake_is_told_with_what_is_allowed(string text, string expected)
    {
        Assert.False(TripCondition.TryParse(text, out _, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.Contains("allowed are requests, ", problem, StringComparison.Ordinal);
    }
}
