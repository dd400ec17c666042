using System.Text.Json;

namespace Platform.Conformance.Tests;

/// <summary>Configuration: reference F, 46.</summary>
public sealed class ConfigurationTests(Servers servers) : IClassFixture<Servers>
{
    private const string Store = "/v1.0/configuration/settings";

    [Fact]
    public async Task F46_Unknown_keys_are_no_content()
    {
        await using var rig = await StartAsync("in-memory");

        await rig.Sidecar().AskAsync($"{Store}?key=nobody-set-this").IsAsync(204);
    }

    [Fact]
    public async Task F46_A_value_comes_with_its_version()
    {
        await using var rig = await StartAsync("redis");
        await SetAsync("limit", "10||v7");

        var answer = await (await rig.Sidecar().AskAsync($"{Store}?key=limit&key=nobody-set-this").IsAsync(200)).JsonAsync();

        Assert.Equal("limit", Assert.Single(answer.EnumerateObject()).Name);
        Assert.Equal("10", answer.GetProperty("limit").GetProperty("value").GetString());
        Assert.Equal("v7", answer.GetProperty("limit").GetProperty("version").GetString());
    }

    [Fact]
    public async Task F46_A_change_is_pushed_to_the_app_until_it_unsubscribes()
    {
        await using var rig = await StartAsync("redis");
        rig.App().On("/configuration/settings/limit", _ => new(200));

        var answer = await (await rig.Sidecar().AskAsync($"{Store}/subscribe?key=limit").IsAsync(200)).JsonAsync();
        var id = answer.GetProperty("id").GetString();
        await SetAsync("limit", "11||v8");
        var pushed = (await rig.ReceivedAsync("/configuration/settings/limit")).Json;

        Assert.Equal(id, pushed.GetProperty("id").GetString());
        Assert.Equal("11", pushed.GetProperty("items").GetProperty("limit").GetProperty("value").GetString());

        var end = await (await rig.Sidecar().AskAsync($"{Store}/{id}/unsubscribe").IsAsync(200)).JsonAsync();
        Assert.True(end.GetProperty("ok").GetBoolean());
        await SetAsync("limit", "12||v9");
        await rig.PassAsync(TimeSpan.FromSeconds(2));

        Assert.DoesNotContain(rig.App().At("/configuration/settings/limit"), call => ValueOf(call.Json) is "12");
    }

    [Fact]
    public async Task F46_A_change_in_memory_is_pushed_as_well()
    {
        await using var rig = await StartAsync("in-memory");
        await rig.Sidecar().AskAsync($"{Store}/subscribe?key=limit").IsAsync(200);

        await rig.SetConfigurationAsync("settings", "limit", "11");

        Assert.Equal("11", ValueOf((await rig.ReceivedAsync("/configuration/settings/limit")).Json));
    }

    [Fact]
    public async Task F46_An_unknown_store_is_refused()
    {
        await using var rig = await StartAsync("in-memory");

        await rig.Sidecar().AskAsync("/v1.0/configuration/nowhere?key=k").IsRefusedAsync(400, "ERR_CONFIGURATION_STORE_NOT_FOUND");
    }

    private async Task<Rig> StartAsync(string store) =>
        await Rig.StartAsync(Setup.Own((await servers.BackendAsync(store)).Component("configuration", "settings")));

    private async Task SetAsync(string key, string value) => await (await servers.RedisAsync()).CommandAsync("SET", key, value);

    private static string? ValueOf(JsonElement pushed) => pushed.GetProperty("items").GetProperty("limit").GetProperty("value").GetString();
}
