using Platform.Contracts;

namespace Platform.Tenants.Tests;

public sealed class ChangeTenantTests
{
    private static readonly Tenant tenant = ChangeTenant.Begin(TenantsFixture.Request("acme"), DateTimeOffset.UnixEpoch);

    [Theory]
    [InlineData(TenantStatus.Onboarding, "active")]
    [InlineData(TenantStatus.Active, "suspended erasing")]
    [InlineData(TenantStatus.Suspended, "active erasing")]
    [InlineData(TenantStatus.Erasing, "erased")]
    [InlineData(TenantStatus.Erased, "")]
    public void A_life_goes_on_in_one_direction(TenantStatus from, string expected) => Assert.Equal(
        expected,
        string.Join(' ', Enum.GetValues<TenantStatus>().Where(to => ChangeTenant.MayBecome(from, to))).ToLowerInvariant());

    [Fact]
    public void What_an_update_leaves_out_stays_as_it_is() => Assert.Equal(
        tenant with { Plan = "large" }, ChangeTenant.Update(tenant, new() { Plan = "large" }));

    [Fact]
    public void Switches_are_set_one_by_one()
    {
        var first = ChangeTenant.Update(tenant, new() { Features = new Dictionary<string, bool> { ["a"] = true, ["b"] = true } });

        var second = ChangeTenant.Update(first, new() { Features = new Dictionary<string, bool> { ["b"] = false } });

        Assert.Equal([("a", true), ("b", false)], second.Features.Select(each => (each.Key, each.Value)));
    }

    [Fact]
    public void Nothing_changed_makes_no_difference() => Assert.Empty(ChangeTenant.Differences(tenant, tenant with { Version = 9 }, "me"));

    [Theory]
    [InlineData("acme", true)]
    [InlineData("a-b-c9", true)]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmn", true)]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmno", false)]
    [InlineData("Acme", false)]
    [InlineData("a--", false)]
    [InlineData("a--b", false)]
    [InlineData("-abc", false)]
    [InlineData("abc-", false)]
    [InlineData("9abc", false)]
    [InlineData("ab", false)]
    [InlineData("", false)]
    [InlineData("pg_catalog", false)]
    [InlineData("t_acme", false)]
    [InlineData("acme\n", false)]
    [InlineData("acm\u0435", false)]
    [InlineData("\uff41cme", false)]
    [InlineData("acme;drop", false)]
    [InlineData("platform", false)]
    [InlineData("public", false)]
    public void An_id_is_a_plain_slug(string id, bool isGood) =>
        Assert.Equal(isGood, new NewTenantValidator().Validate(TenantsFixture.Request(id)).IsValid);
}
