using System.Text;
using Platform.Local.Actors;

namespace Platform.Local.Tests.Actors;

/// <summary>What an app says about its actors.</summary>
public sealed class ActorConfigurationTests
{
    [Fact]
    public void Types_have_the_common_settings_or_all_of_their_own()
    {
        var types = Parse("""
            {"entities":["T","U"],"actorIdleTimeout":"0h1m0s0ms","drainOngoingCallTimeout":"30s","drainRebalancedActors":true,
             "reentrancy":{"enabled":true},"remindersStoragePartitions":0,"actorScanInterval":"30s",
             "entitiesConfig":[{"entities":["U","Unknown"],"actorIdleTimeout":"20s","reentrancy":{"enabled":true,"maxStackDepth":5}}]}
            """);

        Assert.Equal(["T", "U"], types.Keys.Order());
        Assert.Equal(new ActorSettings(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(30), true, 32), types["T"]);
        Assert.Equal(new ActorSettings(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(2), true, 5), types["U"]);
    }

    [Theory]
    [InlineData(""), InlineData("{}"), InlineData("""{"entities":null}""")]
    public void An_app_without_types_hosts_none(string answer) => Assert.Empty(Parse(answer));

    [Theory]
    [InlineData("<html>", "is no JSON")]
    [InlineData("[]", "is no JSON object")]
    [InlineData("""{"entities":["dapr.internal.x"]}""", "does not begin with dapr.internal.")]
    [InlineData("""{"entities":[1]}""", "has '1' in 'entities'")]
    [InlineData("""{"entities":["T"],"actorIdleTimeout":"soon"}""", "has 'soon' as 'actorIdleTimeout'")]
    [InlineData("""{"entities":["T"],"reentrancy":{"maxStackDepth":"x"}}""", "has 'x' as 'maxStackDepth'")]
    public void An_answer_that_cannot_be_used_names_the_field(string answer, string problem) =>
        Assert.Contains(problem, Assert.Throws<FormatException>(() => Parse(answer)).Message, StringComparison.Ordinal);

    private static IReadOnlyDictionary<string, ActorSettings> Parse(string answer) =>
        ActorConfiguration.Parse(Encoding.UTF8.GetBytes(answer));
}
