using Platform.Local.Components;

namespace Platform.Local.Tests.State;

/// <summary>The rules for stores whose expiry follows the host's clock.</summary>
public abstract class MovedClockRules : StateStoreRules
{
    [Fact]
    public async Task An_expired_value_is_gone_and_may_be_written_first_again()
    {
        await using var store = await StoreAsync();
        await store.WriteAsync([Set("a", "1") with { TtlSeconds = 1 }], Ct);
        Assert.Equal(Time.GetUtcNow().AddSeconds(1), (await store.GetAsync(["a"], Ct))[0]!.Value.ExpiresAt);

        Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Null((await store.GetAsync(["a"], Ct))[0]);
        Assert.Equal([StateOutcome.Done], await store.WriteAsync([Set("a", "2") with { FirstWrite = true }], Ct));
    }

    [Fact]
    public async Task A_later_write_removes_the_expiry()
    {
        await using var store = await StoreAsync();
        await store.WriteAsync([Set("a", "1") with { TtlSeconds = 1 }], Ct);
        await store.WriteAsync([Set("a", "2") with { TtlSeconds = -1 }], Ct);

        Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("2", Text((await store.GetAsync(["a"], Ct))[0]));
    }
}
