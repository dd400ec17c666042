using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Platform.Hosting;
using static Platform.Tenants.Tests.TenantsFixture;

namespace Platform.Tenants.Tests;

/// <summary>What the service says of the objects it changes, for the audit log: hashes that the API's answers have.</summary>
public sealed class AuditedObjectTests(TenantsFixture fixture)
{
    [Fact]
    public async Task Change_suspension_and_resumption_of_a_tenant_are_a_chain_of_versions()
    {
        var id = await fixture.ActiveAsync();
        using var boss = fixture.Operator;
        var expected = await HashAsync(boss, $"/tenants/{id}");
        (string, string, string?)[] calls =
            [("PATCH", "", """{"name":"Other"}"""), ("POST", "/suspend", null), ("POST", "/resume", null), ("POST", "/resume", null)];
        foreach (var (method, path, json) in calls)
        {
            using var answer = await SendAsync(boss, method, $"/tenants/{id}{path}", json);
            var after = Hash(await answer.Content.ReadAsStringAsync(Ct));

            Assert.Equal((expected, after), Said(answer));
            expected = after;
        }
    }

    [Fact]
    public async Task Role_that_is_defined_and_removed_changes_the_tenant()
    {
        var id = await fixture.ActiveAsync();
        using var admin = fixture.Service.Client(Roles.Admin, id);
        var before = await HashAsync(admin, "/tenant");
        using var defined = await SendAsync(admin, "PUT", "/tenant/roles/reader", """{"scopes":["alerts:read"]}""");
        var between = await HashAsync(admin, "/tenant");
        using var removed = await SendAsync(admin, "DELETE", "/tenant/roles/reader");

        Assert.Equal((before, between), Said(defined));
        Assert.Equal((between, await HashAsync(admin, "/tenant")), Said(removed));
    }

    [Fact]
    public async Task Key_has_no_hash_before_it_is_made_and_two_when_it_is_revoked()
    {
        using var admin = fixture.Service.Client(Roles.Admin, await fixture.ActiveAsync());
        using var made = await SendAsync(admin, "POST", "/keys", """{"name":"x","scopes":["keys:read"]}""");
        var key = (await made.Content.ReadFromJsonAsync<JsonObject>(Ct))!["key"]!;
        using var revoked = await SendAsync(admin, "DELETE", $"/keys/{key["id"]}");
        var listed = (await admin.GetFromJsonAsync<JsonObject>("/keys", Ct))!["keys"]![0]!;

        Assert.Equal((null, Hash(key.ToJsonString())), Said(made));
        Assert.Equal((Hash(key.ToJsonString()), Hash(listed.ToJsonString())), Said(revoked));
    }

    [Fact]
    public async Task Refused_change_says_nothing()
    {
        using var boss = fixture.Operator;
        using var answer = await SendAsync(boss, "POST", "/tenants/nobody-here/suspend");

        Assert.Equal((null, null), Said(answer));
    }

    private static (string? Before, string? After) Said(HttpResponseMessage answer)
    {
        return (Header("X-Audit-Before"), Header("X-Audit-After"));

        string? Header(string name) => answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;
    }

    private static async Task<string> HashAsync(HttpClient client, string path) => Hash(await client.GetStringAsync(path, Ct));

    // The slow obvious version.
    private static string Hash(string json) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sorted(JsonNode.Parse(json))!.ToJsonString())));

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject fields => new JsonObject(
            fields.OrderBy(field => field.Key, StringComparer.Ordinal)
                .Select(field => KeyValuePair.Create(field.Key, Sorted(field.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
