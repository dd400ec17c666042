using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Audit.Tests;

/// <summary>Personal fields can be read until they are erased; then they are gone, and the log still proves itself.</summary>
public sealed class PersonalFieldsTests(AuditFixture fixture)
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private readonly string tenant = fixture.NewTenant();

    [Fact]
    public async Task Personal_fields_are_read_in_plain_and_kept_and_exported_encrypted()
    {
        await Publish(About(1, "p-1", "ann@example.org"));

        Assert.Equal("ann@example.org", (await Find("e-1")).Personal?["email"]);
        Assert.DoesNotContain("ann@example.org", await Text("/audit/export"), StringComparison.Ordinal);
        Assert.DoesNotContain("ann@example.org", await Text("/audit/e-1/proof"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erasure_makes_fields_of_one_person_unreadable_and_leaves_chain_and_others_as_they_are()
    {
        await Publish(About(1, "p-1", "ann@example.org"), About(2, "p-2", "bob@example.org"), Events.Of(3));
        var before = await Text("/audit/export");

        Assert.Equal(HttpStatusCode.NoContent, await EraseAsync("p-1", tenant));
        Assert.Equal(HttpStatusCode.NotFound, await EraseAsync("p-1", tenant));

        var erased = (await Find("e-1")).Personal;
        Assert.Equal((true, null), (erased!.ContainsKey("email"), erased["email"]));
        Assert.Equal("bob@example.org", (await Find("e-2")).Personal?["email"]);
        Assert.Equal(before, await Text("/audit/export"));
        Assert.Null((await AuditFixture.VerifyAsync(fixture.Service, tenant)).Finding);
    }

    [Fact]
    public async Task Person_who_comes_back_after_erasure_has_a_new_key_and_old_fields_stay_closed()
    {
        await Publish(About(1, "p-1", "old"));
        await EraseAsync("p-1", tenant);
        await Publish(About(2, "p-1", "new"));

        Assert.Equal((null, "new"), ((await Find("e-1")).Personal?["email"], (await Find("e-2")).Personal?["email"]));
    }

    [Fact]
    public async Task Report_of_a_person_holds_all_of_it_and_nothing_of_others()
    {
        await Publish(About(1, "p-1", "ann@example.org"), About(2, "p-2", "bob@example.org"), About(3, "p-1", "=1+1"));

        var report = JsonSerializer.Deserialize(
            await Text("/audit/reports/data-subject?subject=p-1"), ContractsJson.Default.IReadOnlyListAuditEntry)!;
        Assert.Equal(["ann@example.org", "=1+1"], report.Select(entry => entry.Event.Personal?["email"]));
        var lines = (await Text("/audit/reports/data-subject?subject=p-1", "text/csv")).Split("\r\n");
        Assert.Equal("sequence,time,actor,action,result,field,value", lines[0]);
        Assert.EndsWith(",email,ann@example.org", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",email,'=1+1", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_tenant_can_neither_read_nor_erase()
    {
        await Publish(About(1, "p-1", "ann@example.org"));
        var other = fixture.NewTenant();

        Assert.Equal(HttpStatusCode.NotFound, await EraseAsync("p-1", other));
        using var client = fixture.Service.Client(tenant: other);
        Assert.Equal("[]", await client.GetStringAsync("/audit/reports/data-subject?subject=p-1", None));
        Assert.Equal("ann@example.org", (await Find("e-1")).Personal?["email"]);
    }

    [Fact]
    public void Value_moved_to_another_event_or_field_does_not_open()
    {
        var key = new byte[PersonalFields.KeyBytes];
        var kept = PersonalFields.Encrypt(About(1, "p-1", "ann"), key);

        Assert.Equal("ann", PersonalFields.Decrypt(kept, key).Personal?["email"]);
        Assert.Null(PersonalFields.Decrypt(kept with { Id = "e-2" }, key).Personal?["email"]);
        Assert.Null(PersonalFields.Decrypt(With("x", kept.Personal!["email"]), key).Personal?["x"]);
        Assert.Null(PersonalFields.Decrypt(With("email", "?"), key).Personal?["email"]);

        AuditEvent With(string field, string? value) => kept with { Personal = new Dictionary<string, string?> { [field] = value } };
    }

    [Theory]
    [InlineData("GET", "/audit/reports/data-subject?subject=p-1")]
    [InlineData("DELETE", "/audit/subjects/p-1")]
    public async Task Route_asks_for_sign_in_and_scope(string verb, string path)
    {
        foreach (var (role, expected) in new[] { ((string?)null, HttpStatusCode.Unauthorized), (Roles.Analyst, HttpStatusCode.Forbidden) })
        {
            using var client = fixture.Service.Client(role, tenant);
            using var answer = await client.SendAsync(new(new(verb), path), None);
            Assert.Equal(expected, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Report_without_a_person_is_a_problem()
    {
        using var client = fixture.Service.Client(tenant: tenant);
        using var answer = await client.GetAsync("/audit/reports/data-subject", None);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static AuditEvent About(int i, string subject, string email) =>
        Events.Of(i) with { Subject = subject, Personal = new Dictionary<string, string?> { ["email"] = email } };

    private async Task Publish(params AuditEvent[] events)
    {
        await AuditFixture.PublishAsync(fixture.Service, tenant, events);
        await AuditFixture.EntriesAsync(fixture.Service, tenant, events.Max(e => int.Parse(e.Id[2..], null)));
    }

    private async Task<AuditEvent> Find(string id) =>
        JsonSerializer.Deserialize(await Text($"/audit/{id}"), ContractsJson.Default.AuditEntry)!.Event;

    private async Task<HttpStatusCode> EraseAsync(string subject, string whose)
    {
        using var client = fixture.Service.Client(tenant: whose);
        using var answer = await client.DeleteAsync($"/audit/subjects/{subject}", None);
        return answer.StatusCode;
    }

    private async Task<string> Text(string path, string accept = "application/json")
    {
        using var client = fixture.Service.Client(tenant: tenant);
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        return await client.GetStringAsync(path, None);
    }
}
