using Platform.Contracts;
using Platform.Risk.Lists;
using Platform.Risk.Scoring;

namespace Platform.Risk.Tests.Lists;

public sealed class ListVerdictTests
{
    [Theory]
    [InlineData(Verdict.Allow, "", Verdict.Allow)]
    [InlineData(Verdict.Block, "", Verdict.Block)]
    [InlineData(Verdict.Allow, "block", Verdict.Block)]
    [InlineData(Verdict.Block, "allow", Verdict.Allow)]
    [InlineData(Verdict.Allow, "watch", Verdict.Review)]
    [InlineData(Verdict.Block, "watch", Verdict.Block)]
    [InlineData(Verdict.Allow, "block allow", Verdict.Block)]
    [InlineData(Verdict.Block, "allow watch", Verdict.Allow)]
    [InlineData(Verdict.Allow, "block watch", Verdict.Block)]
    [InlineData(Verdict.Review, "block allow watch", Verdict.Block)]
    public void Block_goes_before_allow_and_allow_before_watch(Verdict before, string kinds, Verdict expected)
    {
        var hits = kinds.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(HitOf).ToList();

        Assert.Equal(expected, Verdicts.After(before, hits));
    }

    [Fact]
    public void Reason_names_the_list_its_purpose_and_why_the_value_is_there()
    {
        var hit = HitOf("block") with { Description = "known mules", Reason = "chargeback of May" };

        Assert.Equal(
            new Reason("list:mules", "The counterparty is on the block list 'mules': known mules (chargeback of May)", 0),
            ListReason.Of(hit));
        Assert.Equal("The counterparty is on the watch list 'mules'", ListReason.Of(HitOf("watch")).Text);
    }

    private static ListHit HitOf(string kind) =>
        new("mules", Enum.Parse<ListKind>(kind, ignoreCase: true), ListField.Counterparty, "b-1") { Description = "" };
}
