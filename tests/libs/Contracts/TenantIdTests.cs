namespace Platform.Contracts.Tests;

public sealed class TenantIdTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("demo-2")]
    [InlineData("0123456789012345678901234567890123456789")]
    public void A_slug_is_a_tenant(string text)
    {
        Assert.True(TenantId.TryCreate(text, out var tenant));
        Assert.Equal(text, tenant.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Demo")]
    [InlineData("a_b")]
    [InlineData("a:b")]
    [InlineData("a\"b")]
    [InlineData("ä")]
    [InlineData("01234567890123456789012345678901234567890")]
    public void Anything_else_is_not(string? text)
    {
        Assert.False(TenantId.TryCreate(text, out _));
        Assert.Throws<FormatException>(() => new TenantId(text!));
    }

    [Fact]
    public void An_unset_tenant_never_becomes_a_key() => Assert.Throws<InvalidOperationException>(() => default(TenantId).ToString());
}
