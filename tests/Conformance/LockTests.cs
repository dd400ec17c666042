using System.Text.Json;

namespace Platform.Conformance.Tests;

/// <summary>Locks: reference F, 47, on every store.</summary>
public sealed class LockTests(Servers servers) : IClassFixture<Servers>
{
    private readonly string resource = $"r{Guid.NewGuid():N}";

    public static TheoryData<string> Stores => ["in-memory", "redis"];

    [Theory, MemberData(nameof(Stores))]
    public async Task F47_A_held_lock_is_refused_to_everyone(string store)
    {
        await using var rig = await StartAsync(store);

        Assert.True(await LockAsync(rig, "me", 60));
        Assert.False(await LockAsync(rig, "you", 60));
        Assert.False(await LockAsync(rig, "me", 60));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task F47_Only_its_owner_gives_a_lock_back(string store)
    {
        await using var rig = await StartAsync(store);

        Assert.Equal(1, await UnlockAsync(rig, "me"));
        await LockAsync(rig, "me", 60);
        Assert.Equal(2, await UnlockAsync(rig, "you"));
        Assert.Equal(0, await UnlockAsync(rig, "me"));
        Assert.True(await LockAsync(rig, "you", 60));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task F47_A_lock_expires(string store)
    {
        await using var rig = await StartAsync(store);
        await LockAsync(rig, "me", 1);

        await rig.UntilAsync(() => LockAsync(rig, "you", 60), "the lock expires");
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task F47_A_lock_without_owner_or_expiry_is_malformed(string store)
    {
        await using var rig = await StartAsync(store);

        await TryLockAsync(rig, "", 60).IsRefusedAsync(400, "ERR_MALFORMED_REQUEST");
        await TryLockAsync(rig, "me", 0).IsRefusedAsync(400, "ERR_MALFORMED_REQUEST");
    }

    private async Task<Rig> StartAsync(string store) =>
        await Rig.StartAsync(Setup.Own((await servers.BackendAsync(store)).Component("lock", "lock")));

    private Task<HttpResponseMessage> TryLockAsync(Rig rig, string owner, int seconds) => rig.Sidecar().TellAsync(
        "/v1.0-alpha1/lock/lock", JsonSerializer.Serialize(new { resourceId = resource, lockOwner = owner, expiryInSeconds = seconds }));

    private async Task<bool> LockAsync(Rig rig, string owner, int seconds) =>
        (await (await TryLockAsync(rig, owner, seconds).IsAsync(200)).JsonAsync()).GetProperty("success").GetBoolean();

    private async Task<int> UnlockAsync(Rig rig, string owner)
    {
        var body = JsonSerializer.Serialize(new { resourceId = resource, lockOwner = owner });
        var answer = await rig.Sidecar().TellAsync("/v1.0-alpha1/unlock/lock", body).IsAsync(200);
        return (await answer.JsonAsync()).GetProperty("status").GetInt32();
    }
}
