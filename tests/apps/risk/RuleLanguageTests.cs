using Platform.Risk.Lists;
using Platform.Risk.RuleLanguage;

namespace Platform.Risk.Tests;

public sealed class RuleLanguageTests
{
    private readonly RuleInput input = new(new float[Shipped.Features.Set.Count])
    {
        Event = Traffic.One("tx-1") with { Country = "DE" },
        Lists = new KeptFacts(new([], [new("known", "DE")])),
    };

    [Theory]
    [InlineData("1 + 2 * 3 == 7", true)]
    [InlineData("(1 + 2) * 3 == 9", true)]
    [InlineData("10 - 4 - 3 == 3", true)]
    [InlineData("12 / 4 / 3 == 1", true)]
    [InlineData("-2 + 3 == 1", true)]
    [InlineData("1 < 2 and 2 < 1 or true1 == 1", null)]
    [InlineData("2 > 1 or 1 / 0 > 5 and 1 > 2", true)]
    [InlineData("not 1 > 2 and 3 >= 3", true)]
    [InlineData("kind == \"transfer\" and country in [\"DE\", 'FR']", true)]
    [InlineData("country not in [\"DE\"]", false)]
    [InlineData("country != \"FR\"", true)]
    [InlineData("amount in [1, 10, 100]", true)]
    [InlineData("min(3, 1, 2) == 1 and max(3, 1) == 3 and abs(-4) == 4", true)]
    [InlineData("rise(0, 3) == 0 and rise(3, 3) == 0.5 and rise(-1, 3) == 0", true)]
    [InlineData("amountZ > 3 or amountZ <= 3 or amountZ != 3 or amountZ == 3", false)]
    [InlineData("channel == \"web\" or channel != \"web\" or channel not in [\"web\"]", false)]
    [InlineData("country in list(\"known\") and account not in list('known')", true)]
    [InlineData("channel in list(\"known\") or channel not in list(\"known\")", false)]
    public void Expression_means_what_it_says(string text, bool? expected)
    {
        input.Features[Shipped.Position("amount")] = 10;
        input.Features[Shipped.Position("amountZ")] = float.NaN;

        if (expected is null) Assert.Throws<RuleSyntaxException>(() => Condition(text));
        else Assert.Equal(expected, Condition(text)(input));
    }

    [Theory]
    [InlineData("amount > ", 10, "A value is expected here, not the end.")]
    [InlineData("amont > 3", 1, "Did you mean 'amount'?")]
    [InlineData("amount = 3", 8, "write '=='")]
    [InlineData("amount > 3 and amountZ", 16, "A condition is needed here, and this is a number.")]
    [InlineData("kind > \"a\"", 6, "cannot compare a text with a text")]
    [InlineData("amount == \"a\"", 8, "cannot compare a number with a text")]
    [InlineData("amount in list(\"a\")", 1, "A list holds texts, and this is a number.")]
    [InlineData("country in list(a)", 17, "The name of a list is expected here, in quotes, not 'a'.")]
    [InlineData("(amount > 3", 12, "')' is expected here, not the end.")]
    [InlineData("amount > 3 4", 12, "'4' was not expected here.")]
    [InlineData("kind == \"a", 9, "no closing quote")]
    [InlineData("amount in [1, \"a\"]", 1, "must all be numbers or all be texts")]
    [InlineData("abs(1, 2) > 1", 1, "does not take 2 values")]
    [InlineData("amount > 3 # 4", 12, "'#' has no meaning here")]
    [InlineData("amount > 1.2.3", 10, "'1.2.3' is not a number")]
    public void Mistake_is_named_with_its_column(string text, int column, string problem)
    {
        var wrong = Assert.Throws<RuleSyntaxException>(() => Condition(text));

        Assert.Equal(new(1, column), wrong.Place);
        Assert.Contains(problem, wrong.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_is_bounded() =>
        Assert.Throws<RuleSyntaxException>(() => Condition(new string('(', 1_900) + "1 > 0" + new string(')', 1_900)));

    [Fact]
    public void Random_text_never_crashes_the_parser()
    {
        var words = "amount amountZ kind ( ) [ ] and or not in < == + - * 1 'a' , min rise".Split(' ');
        var random = new Learning.SplitMix(3);
        for (var i = 0; i < 5_000; i++)
        {
            var text = string.Join(' ', Enumerable.Range(0, 1 + random.Below(12)).Select(_ => words[random.Below(words.Length)]).ToArray());
            var failure = Record.Exception(() => Condition(text)(input));
            Assert.True(failure is null or RuleSyntaxException, $"{text}: {failure}");
        }
    }

    private static Func<RuleInput, bool> Condition(string text) =>
        RuleParser.Condition(new("test.yaml", text, new(1, 1)), Shipped.Features, out _);
}
