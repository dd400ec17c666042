using System.Text.Json;

namespace Platform.Conformance.Tests;

/// <summary>State: reference F, 1 to 14, on every store.</summary>
public sealed class StateTests(Servers servers) : IClassFixture<Servers>
{
    private readonly string key = $"k{Guid.NewGuid():N}";

    public static TheoryData<string> Stores => ["in-memory", "redis", "postgresql"];

    [Theory, MemberData(nameof(Stores))]
    public async Task F01_A_key_that_was_never_set_is_no_content(string store)
    {
        await using var rig = await StartAsync(store);

        var answer = await rig.Sidecar().AskAsync(At(key)).IsAsync(204);

        Assert.Empty(await answer.TextAsync());
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task F02_A_saved_value_comes_back_with_an_etag(string store)
    {
        await using var rig = await StartAsync(store);

        await SaveAsync(rig, """{"b":1,"a":2}""");
        var answer = await rig.Sidecar().AskAsync(At(key)).IsAsync(200);

        SidecarCalls.IsJson("""{"a":2,"b":1}""", await answer.TextAsync());
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.False(string.IsNullOrEmpty(answer.Header("ETag")));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task F03_A_stale_etag_is_refused_and_changes_nothing(string store)
    {
        await using var rig = await StartAsync(store);
        await SaveAsync(rig, "1");
        var stale = await ETagAsync(rig);
        await SaveAsync(rig, "2");

        await rig.Sidecar().TellAsync(At(), $$"""[{"key":"{{key}}","value":3,"etag":"{{stale}}"}]""").IsRefusedAsync(409, "ERR_STATE_SAVE");

        Assert.Equal("2", await ValueAsync(rig));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task F03_The_current_etag_is_accepted_and_replaced(string store)
    {
        await using var rig = await StartAsync(store);
        await SaveAsync(rig, "1");
        var current = await ETagAsync(rig);

        await rig.Sidecar().TellAsync(At(), $$"""[{"key":"{{key}}","value":2,"etag":"{{current}}"}]""").IsAsync(204);

        Assert.Equal("2", await ValueAsync(rig));
        Assert.NotEqual(current, await ETagAsync(rig));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task F04_Delete_needs_the_right_etag_when_one_is_given(string store)
    {
        await using var rig = await StartAsync(store);
        await SaveAsync(rig, "1");
        var stale = await ETagAsync(rig);
        await SaveAsync(rig, "2");

        await DeleteAsync(rig, stale).IsRefusedAsync(409, "ERR_STATE_DELETE");
        await DeleteAsync(rig, await ETagAsync(rig)).IsAsync(204);
        await rig.Sidecar().AskAsync(At(key)).IsAsync(204);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task F04_Deleting_what_is_not_there_is_no_error(string store)
    {
        await using var rig = await StartAsync(store);

        await rig.Sidecar().SendAsync(HttpMethod.Delete, At(key)).IsAsync(204);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task F05_First_write_takes_only_a_missing_key(string store)
    {
        await using var rig = await StartAsync(store);
        var first = $$"""[{"key":"{{key}}","value":1,"options":{"concurrency":"first-write"} }]""";

        await rig.Sidecar().TellAsync(At(), first).IsAsync(204);
        await rig.Sidecar().TellAsync(At(), first).IsRefusedAsync(409, "ERR_STATE_SAVE");
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task F06_A_value_with_a_time_to_live_goes_away(string store)
    {
        await using var rig = await StartAsync(store);

        await SaveAsync(rig, "1", """{"ttlInSeconds":"1"}""");
        var answer = await rig.Sidecar().AskAsync(At(key)).IsAsync(200);

        Assert.True(DateTimeOffset.TryParse(answer.Header("metadata.ttlExpireTime"), out _), "metadata.ttlExpireTime is a time");
        await rig.UntilAsync(async () => (int)(await rig.Sidecar().AskAsync(At(key))).StatusCode is 204, "the value expires");
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task F07_A_time_to_live_of_minus_one_removes_the_expiry(string store)
    {
        await using var rig = await StartAsync(store);

        await SaveAsync(rig, "1", """{"ttlInSeconds":"60"}""");
        await SaveAsync(rig, "2", """{"ttlInSeconds":"-1"}""");
        var answer = await rig.Sidecar().AskAsync(At(key)).IsAsync(200);

        Assert.Null(answer.Header("metadata.ttlExpireTime"));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task F08_Bulk_get_answers_every_key_and_a_missing_one_bare(string store)
    {
        await using var rig = await StartAsync(store);
        await SaveAsync(rig, """{"n":1}""");

        var answer = await rig.Sidecar().TellAsync(At("bulk"), $$"""{"keys":["{{key}}","{{key}}-not"],"parallelism":10}""").IsAsync(200);
        var entries = (await answer.JsonAsync()).EnumerateArray().ToDictionary(entry => entry.GetProperty("key").GetString() ?? "");

        Assert.Equal(2, entries.Count);
        Assert.Equal(1, entries[key].GetProperty("data").GetProperty("n").GetInt32());
        Assert.Equal(await ETagAsync(rig), entries[key].GetProperty("etag").GetString());
        Assert.Equal(["key"], entries[$"{key}-not"].EnumerateObject().Select(member => member.Name));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task F08_Bulk_get_of_no_keys_is_an_empty_list(string store)
    {
        await using var rig = await StartAsync(store);

        var answer = await rig.Sidecar().TellAsync(At("bulk"), """{"keys":[]}""").IsAsync(200);

        SidecarCalls.IsJson("[]", await answer.TextAsync());
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task F09_A_transaction_applies_all_its_operations(string store)
    {
        await using var rig = await StartAsync(store);
        await SaveAsync(rig, "1");

        await rig.Sidecar().TellAsync(At("transaction"), Transaction(Upsert($"{key}-new", 5), Delete(key))).IsAsync(204);

        await rig.Sidecar().AskAsync(At(key)).IsAsync(204);
        Assert.Equal("5", await (await rig.Sidecar().AskAsync(At($"{key}-new")).IsAsync(200)).TextAsync());
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task F09_A_transaction_with_one_stale_etag_applies_nothing(string store)
    {
        await using var rig = await StartAsync(store);
        await SaveAsync(rig, "1");
        var stale = await ETagAsync(rig);
        await SaveAsync(rig, "2");

        await rig.Sidecar().TellAsync(At("transaction"), Transaction(Upsert($"{key}-new", 5), Upsert(key, 3, stale)))
            .IsRefusedAsync(500, "ERR_STATE_TRANSACTION");

        Assert.Equal("2", await ValueAsync(rig));
        await rig.Sidecar().AskAsync(At($"{key}-new")).IsAsync(204);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task F10_An_operation_that_does_not_exist_is_refused(string store)
    {
        await using var rig = await StartAsync(store);

        await rig.Sidecar().TellAsync(At("transaction"), """{"operations":[{"operation":"foo","request":{"key":"x"}}]}""")
            .IsRefusedAsync(400, "ERR_NOT_SUPPORTED_STATE_OPERATION");
        await rig.Sidecar().TellAsync(At("transaction"), """{"operations":[]}""").IsAsync(204);
    }

    private async Task<Rig> StartAsync(string store) => await Rig.StartAsync(Setup.On("state", await servers.BackendAsync(store)));

    private Task<HttpResponseMessage> SaveAsync(Rig rig, string value, string metadata = "{}") =>
        rig.Sidecar().TellAsync(At(), $$"""[{"key":"{{key}}","value":{{value}},"metadata":{{metadata}} }]""").IsAsync(204);

    private async Task<string> ETagAsync(Rig rig) => (await rig.Sidecar().AskAsync(At(key)).IsAsync(200)).Header("ETag") ?? "";

    private async Task<string> ValueAsync(Rig rig) => await (await rig.Sidecar().AskAsync(At(key)).IsAsync(200)).TextAsync();

    private Task<HttpResponseMessage> DeleteAsync(Rig rig, string etag) =>
        rig.Sidecar().SendAsync(HttpMethod.Delete, At(key), ("If-Match", etag));

    private static string At(string? key = null) => key is null ? "/v1.0/state/statestore" : $"/v1.0/state/statestore/{key}";

    private static string Transaction(params string[] operations) => $$"""{"operations":[{{string.Join(',', operations)}}]}""";

    private static string Upsert(string key, int value, string? etag = null) =>
        JsonSerializer.Serialize(new { operation = "upsert", request = new { key, value, etag } });

    private static string Delete(string key) => JsonSerializer.Serialize(new { operation = "delete", request = new { key } });
}
