using System.Text.Json;
using Platform.Local.Delivery.Cel;

namespace Platform.Local.Tests.Delivery;

public sealed class CelTests
{
    private static readonly JsonElement Event = JsonDocument.Parse(
        """{"type":"order.placed","data":{"n":3,"big":1e3,"ok":true,"tags":["a","b"],"none":null,"in":{"name":"x"}}}""").RootElement;

    [Theory]
    [InlineData("event.type == \"order.placed\"", true)]
    [InlineData("event.type == 'order.lost' || event.data.n == 3", true)]
    [InlineData("event.type != 'order.placed' && event.data.n == 3", false)]
    [InlineData("!(event.data.n < 3) && event.data.n <= 3.0", true)]
    [InlineData("event.data.n > -1 && event.data.big >= 1000", true)]
    [InlineData("has(event.data.n) && !has(event.data.missing)", true)]
    [InlineData("event.data.ok", true)]
    [InlineData("event.data.none == null", true)]
    [InlineData("'b' in event.data.tags && !('c' in event.data.tags)", true)]
    [InlineData("event.data.n in [1, 2, 3]", true)]
    [InlineData("event.type.startsWith('order.') && event.type.endsWith(\"placed\") && event.type.contains('.')", true)]
    [InlineData("event.type.matches('^order[.][a-z]+$')", true)]
    [InlineData("size(event.data.tags) == 2 && event.data.tags.size() == 2 && event.data.tags[1] == 'b'", true)]
    [InlineData("event['type'] == 'order.placed'", true)]
    [InlineData("event.missing == 1 || event.data.n == 3", true)]
    [InlineData("event.missing == 1 && event.data.n == 4", false)]
    [InlineData("'it\\'s' == \"it's\"", true)]
    public void Conditions_hold_as_in_CEL(string condition, bool expected) => Assert.Equal(expected, CelExpression.Parse(condition).Holds(Event));

    [Theory]
    [InlineData("event.missing == 1")]
    [InlineData("event.data.n")]
    [InlineData("has(event.missing.deeper)")]
    [InlineData("event.type < 3")]
    [InlineData("event.type.matches('(')")]
    public void What_cannot_be_answered_is_an_error(string condition) =>
        Assert.Throws<CelException>(() => CelExpression.Parse(condition).Holds(Event));

    [Theory]
    [InlineData("")]
    [InlineData("event.type ==")]
    [InlineData("events.type == 1")]
    [InlineData("event.type = 1")]
    [InlineData("(event.type == 'a'")]
    [InlineData("'open")]
    [InlineData("event.type.frob('a')")]
    [InlineData("event.type == 'a' 'b'")]
    public void What_is_no_condition_is_refused(string condition) => Assert.Throws<CelException>(() => CelExpression.Parse(condition));

    [Fact]
    public void Nesting_is_limited() =>
        Assert.Throws<CelException>(() => CelExpression.Parse(new string('(', 1_000) + "true" + new string(')', 1_000)));
}
