using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Hosting;
using static Platform.Tenants.Tests.TenantsFixture;

namespace Platform.Tenants.Tests;

public sealed class KeysApiTests(TenantsFixture fixture)
{
    private const string Reader = """{"name":"reader","scopes":["keys:read"]}""";

    [Fact]
    public async Task A_key_signs_in_with_its_scopes_and_nothing_more()
    {
        var (id, key) = await NewKeyAsync(Reader);

        await Eventually.HoldsAsync(async () => await StatusAsync(With(key.Secret), "GET", "/keys") is HttpStatusCode.OK, "known");

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(With(key.Secret), "POST", "/keys", Reader));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(With(key.Secret), "GET", "/tenants"));
        Assert.StartsWith($"rk_{id}_{key.Key.Id}_", key.Secret, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_within_seconds_and_stays_listed()
    {
        var (id, key) = await NewKeyAsync(Reader);
        await Eventually.HoldsAsync(async () => await StatusAsync(With(key.Secret), "GET", "/keys") is HttpStatusCode.OK, "known");
        using var admin = fixture.Service.Client(Roles.Admin, id);

        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(admin, "DELETE", $"/keys/{key.Key.Id}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(admin, "DELETE", $"/keys/{key.Key.Id}"));

        await Eventually.HoldsAsync(
            async () => await StatusAsync(With(key.Secret), "GET", "/keys") is HttpStatusCode.Unauthorized, "the key has ended");
        Assert.NotNull((await ListAsync(admin)).Single().RevokedAt);
    }

    [Fact]
    public async Task The_last_use_of_a_key_is_shown()
    {
        var (id, key) = await NewKeyAsync(Reader);
        using var admin = fixture.Service.Client(Roles.Admin, id);
        Assert.Null((await ListAsync(admin)).Single().LastUsedAt);

        await Eventually.HoldsAsync(async () => await StatusAsync(With(key.Secret), "GET", "/keys") is HttpStatusCode.OK, "known");

        await Eventually.HoldsAsync(async () => (await ListAsync(admin)).Single().LastUsedAt is not null, "the use is noted");
    }

    [Fact]
    public async Task A_secret_is_kept_nowhere()
    {
        var (id, key) = await NewKeyAsync(Reader);
        var secret = KeyText.Of(key.Secret)!.Secret;
        using var admin = fixture.Service.Client(Roles.Admin, id);

        var registry = fixture.Service.Services.GetRequiredService<Postgres.TenantDatabase>();
        await using var connection = await registry.OpenAsync(TenantId.Operators, Ct);
        await using var command = connection.Command("SELECT string_agg(k::text, ' ') FROM api_keys k");
        var stored = (string)(await command.ExecuteScalarAsync(Ct))!;

        Assert.Contains(key.Key.Id, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, stored, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(secret, await admin.GetStringAsync("/keys", Ct), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("""{"name":"","scopes":["keys:read"]}""", "name")]
    [InlineData("""{"name":"x","scopes":[]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["all"]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["tenants:write"]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["keys:read"],"expiresAt":"2001-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"name":"x","scopes":["keys:read"],"expiresAt":"9999-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"name":"x"}""", "scopes")]
    public async Task A_bad_request_is_refused_by_its_field(string json, string field)
    {
        using var admin = fixture.Service.Client(Roles.Admin, await fixture.ActiveAsync());

        using var answer = await SendAsync(admin, "POST", "/keys", json);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"{field}\"", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_gives_a_scope_that_he_lacks()
    {
        var (_, key) = await NewKeyAsync("""{"name":"maker","scopes":["keys:write"]}""");
        await Eventually.HoldsAsync(
            async () => await StatusAsync(With(key.Secret), "POST", "/keys", """{"name":"x","scopes":["keys:write"]}""")
                is HttpStatusCode.Created,
            "known");

        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(With(key.Secret), "POST", "/keys", Reader));
    }

    [Fact]
    public async Task Another_tenant_neither_sees_nor_ends_a_key()
    {
        var (_, key) = await NewKeyAsync(Reader);
        using var rival = fixture.Service.Client(Roles.Admin, await fixture.ActiveAsync());

        Assert.Empty(await ListAsync(rival));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(rival, "DELETE", $"/keys/{key.Key.Id}"));
    }

    [Theory]
    [InlineData("GET", "/keys")]
    [InlineData("POST", "/keys")]
    [InlineData("DELETE", "/keys/x")]
    public async Task Anonymous_callers_are_sent_away(string method, string path) => Assert.Equal(
        HttpStatusCode.Unauthorized, await StatusAsync(fixture.Service.Client(role: null), method, path, method is "POST" ? Reader : null));

    [Fact]
    public async Task A_tenant_has_a_hundred_keys_at_most()
    {
        using var admin = fixture.Service.Client(Roles.Admin, await fixture.ActiveAsync());

        var calls = Enumerable.Range(0, KeyStore.MostKeys + 5).Select(_ => StatusAsync(admin, "POST", "/keys", Reader));
        var answers = await Task.WhenAll(calls);

        Assert.Equal(KeyStore.MostKeys, answers.Count(status => status is HttpStatusCode.Created));
        Assert.Equal(5, answers.Count(status => status is HttpStatusCode.Conflict));
    }

    private async Task<(string Tenant, CreatedApiKey Key)> NewKeyAsync(string json)
    {
        var id = await fixture.ActiveAsync();
        using var answer = await SendAsync(fixture.Service.Client(Roles.Admin, id), "POST", "/keys", json);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (id, (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.CreatedApiKey, Ct))!);
    }

    private HttpClient With(string secret)
    {
        var client = fixture.Service.Client(role: null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return client;
    }

    private static async Task<IReadOnlyList<ApiKey>> ListAsync(HttpClient client) =>
        (await client.GetFromJsonAsync("/keys", ContractsJson.Default.ApiKeyList, Ct))!.Keys;
}
