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
    public void What_was_read_before_something_was_forgotten_is_not_held()
    {
        var held = new RecentTenants<string>(9);
        var asOf = held.Forgotten;
        held.Set(new TenantId("a"), "new", asOf);
        held.Forget(null);
        held.Set(new TenantId("a"), "old", asOf);

        Assert.Null(held.Find(new TenantId("a")));
    }

    [Fact]
    public void What_is_held_is_made_once_and_looking_at_all_is_no_use_of_them()
    {
        var held = new RecentTenants<string>(2);
        Assert.Equal("A", held.GetOrAdd(new TenantId("a"), () => "A"));
        Assert.Equal("A", held.GetOrAdd(new TenantId("a"), () => "B"));
        held.Set(new TenantId("b"), "B");

        Assert.Equal(["A", "B"], held.Of(null).Order());
        Assert.Equal(["A"], held.Of(new TenantId("a")));
        Assert.Empty(held.Of(new TenantId("c")));
        held.Set(new TenantId("c"), "C");
        Assert.Null(held.Find(new TenantId("a")));
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
