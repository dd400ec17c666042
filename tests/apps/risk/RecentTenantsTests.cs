using Platform.Contracts;

namespace Platform.Risk.Tests;

public sealed class RecentTenantsTests
{
    [Fact]
    public void Beyond_the_most_the_one_not_used_for_longest_is_forgotten()
    {
        var held = new RecentTenants<string>(2);
        held.Set(new TenantId("a"), "A");
        held.Set(new TenantId("b"), "B");
        Assert.Equal("A", held.Find(new TenantId("a")));

        held.Set(new TenantId("c"), "C");

        Assert.Null(held.Find(new TenantId("b")));
        Assert.Equal(("A", "C"), (held.Find(new TenantId("a")), held.Find(new TenantId("c"))));
    }

    [Fact]
    public void One_tenant_or_all_are_forgotten()
    {
        var held = new RecentTenants<string>(9);
        foreach (var name in (string[])["a", "b", "c"]) held.Set(new TenantId(name), name);

        held.Forget(new TenantId("a"));
        Assert.Equal((null, "b"), (held.Find(new TenantId("a")), held.Find(new TenantId("b"))));
        held.Forget(null);
        Assert.Null(held.Find(new TenantId("c")));
    }
}
