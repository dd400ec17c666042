namespace Platform.Conformance.Tests;

/// <summary>State: whose keys are whose, and bodies and stores that are wrong. Reference F, 11 to 14.</summary>
public sealed class StateKeyTests(Servers servers) : IClassFixture<Servers>
{
    private readonly string key = $"k{Guid.NewGuid():N}";

    public static TheoryData<string> Stores => ["in-memory", "redis", "postgresql"];

    [Fact]
    public async Task F11_A_key_with_the_separator_in_it_is_refused()
    {
        await using var rig = await Rig.StartAsync();

        await rig.Sidecar().TellAsync("/v1.0/state/statestore", """[{"key":"a||b","value":1}]""")
            .IsRefusedAsync(400, "ERR_MALFORMED_REQUEST");
        await rig.Sidecar().AskAsync("/v1.0/state/statestore/a%7C%7Cb").IsRefusedAsync(400, "ERR_MALFORMED_REQUEST");
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task F12_Two_apps_do_not_see_each_other_s_keys(string store)
    {
        await using var rig = await StartAsync(store);

        await SaveAsync(rig, "statestore");

        await rig.Sidecar("b").AskAsync($"/v1.0/state/statestore/{key}").IsAsync(204);
        await rig.Sidecar("a").AskAsync($"/v1.0/state/statestore/{key}").IsAsync(200);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task F12_Two_apps_share_a_store_whose_prefix_is_its_name(string store)
    {
        await using var rig = await StartAsync(store);

        await SaveAsync(rig, "shared");

        await rig.Sidecar("b").AskAsync($"/v1.0/state/shared/{key}").IsAsync(200);
    }

    [Fact]
    public async Task F12_In_redis_the_app_is_part_of_the_key()
    {
        await using var rig = await StartAsync("redis");

        await SaveAsync(rig, "statestore");
        await SaveAsync(rig, "shared");

        var redis = await servers.RedisAsync();
        Assert.Equal("7", await redis.CommandAsync("HGET", $"a||{key}", "data"));
        Assert.Equal("7", await redis.CommandAsync("HGET", $"shared||{key}", "data"));
    }

    [Fact]
    public async Task F12_In_postgresql_the_app_is_part_of_the_key()
    {
        await using var rig = await StartAsync("postgresql");

        await SaveAsync(rig, "statestore");

        var postgres = await servers.PostgresAsync();
        Assert.Equal("7", await postgres.ValueAsync("SELECT convert_from(value, 'UTF8') FROM state WHERE key = $1", $"a||{key}"));
    }

    [Fact]
    public async Task F13_A_store_that_does_not_exist_is_named()
    {
        await using var rig = await Rig.StartAsync();

        await rig.Sidecar().AskAsync("/v1.0/state/nowhere/k").IsRefusedAsync(400, "ERR_STATE_STORE_NOT_FOUND");
        await rig.Sidecar().TellAsync("/v1.0/state/nowhere", "[]").IsRefusedAsync(400, "ERR_STATE_STORE_NOT_FOUND");
    }

    [Fact]
    public async Task F13_Without_any_store_state_is_not_configured()
    {
        await using var rig = await Rig.StartAsync(Setup.Own());

        await rig.Sidecar().AskAsync("/v1.0/state/statestore/k").IsRefusedAsync(500, "ERR_STATE_STORE_NOT_CONFIGURED");
    }

    [Theory]
    [InlineData("/v1.0/state/statestore", "[{]")]
    [InlineData("/v1.0/state/statestore", """{"key":"k"}""")]
    [InlineData("/v1.0/state/statestore", """[{"value":1}]""")]
    [InlineData("/v1.0/state/statestore/bulk", "{")]
    [InlineData("/v1.0/state/statestore/transaction", "no")]
    public async Task F14_A_body_that_is_no_such_request_is_malformed(string path, string body)
    {
        await using var rig = await Rig.StartAsync();

        await rig.Sidecar().TellAsync(path, body).IsRefusedAsync(400, "ERR_MALFORMED_REQUEST");
    }

    private async Task<Rig> StartAsync(string store) => await Rig.StartAsync(Setup.On("state", await servers.BackendAsync(store)));

    private Task<HttpResponseMessage> SaveAsync(Rig rig, string store) =>
        rig.Sidecar("a").TellAsync($"/v1.0/state/{store}", $$"""[{"key":"{{key}}","value":7}]""").IsAsync(204);
}
