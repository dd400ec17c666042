using System.Net;
using System.Net.Http.Json;
using Platform.Contracts;
using Platform.Hosting;
using static Platform.Tenants.Tests.TenantsFixture;

namespace Platform.Tenants.Tests;

public sealed class RegistryApiTests(TenantsFixture fixture)
{
    [Theory]
    [InlineData("nowhere", HttpStatusCode.BadRequest)]
    [InlineData("pubsub", HttpStatusCode.BadRequest)]
    [InlineData("statestore", HttpStatusCode.OK)]
    public async Task A_tenant_moves_to_a_state_store_that_there_is(string store, HttpStatusCode expected)
    {
        var id = await fixture.ActiveAsync();

        using var answer = await SendAsync(fixture.Operator, "PATCH", $"/tenants/{id}", $$"""{"stateStore":"{{store}}"}""");

        Assert.Equal(expected, answer.StatusCode);
        Assert.Contains("stateStore", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_is_recorded_with_who_when_from_and_to()
    {
        var id = await fixture.ActiveAsync();

        using var answer = await SendAsync(fixture.Operator, "PATCH", $"/tenants/{id}", """{"plan":"large","features":{"beta":true}}""");
        var changed = await answer.Content.ReadFromJsonAsync(ContractsJson.Default.Tenant, Ct);
        var changes = await fixture.Operator.GetFromJsonAsync($"/tenants/{id}/changes", ContractsJson.Default.TenantChanges, Ct);

        Assert.Equal((3, "large", true), (changed!.Version, changed.Plan, changed.Features["beta"]));
        Assert.Equal(
            [("features", "{}", """{"beta":true}"""), ("plan", "\"standard\"", "\"large\"")],
            changes!.Changes.Where(change => change.Version == 3).Select(change => (change.Field, change.From, change.To)));
        Assert.All(changes.Changes.Where(change => change.Version == 3), change => Assert.Equal("tester", change.By));
    }

    [Fact]
    public async Task An_update_that_changes_nothing_makes_no_version()
    {
        var id = await fixture.ActiveAsync();

        using var answer = await SendAsync(fixture.Operator, "PATCH", $"/tenants/{id}", """{"name":"Acme"}""");

        Assert.Equal(2, (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.Tenant, Ct))!.Version);
    }

    [Fact]
    public async Task Of_two_who_enter_one_id_at_once_one_wins()
    {
        var (id, sidecar) = (fixture.NewId(), fixture.Service.Sidecar());

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            sidecar.PostAsJsonAsync("/internal/tenants?by=tester", Request(id), ContractsJson.Default.NewTenant, Ct)));

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(answer => answer.StatusCode is HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task A_suspended_tenant_is_resumed_and_both_may_be_asked_for_twice()
    {
        var (id, versions) = (await fixture.ActiveAsync(), new List<(TenantStatus, int)>());
        foreach (var verb in (string[])["suspend", "suspend", "resume", "resume"])
        {
            using var answer = await SendAsync(fixture.Operator, "POST", $"/tenants/{id}/{verb}");
            var tenant = await answer.Content.ReadFromJsonAsync(ContractsJson.Default.Tenant, Ct);
            versions.Add((tenant!.Status, tenant.Version));
        }

        Assert.Equal(
            [(TenantStatus.Suspended, 3), (TenantStatus.Suspended, 3), (TenantStatus.Active, 4), (TenantStatus.Active, 4)], versions);
    }

    [Fact]
    public async Task A_tenant_that_is_being_set_up_cannot_be_taken_into_service_by_hand()
    {
        var (id, sidecar) = (fixture.NewId(), fixture.Service.Sidecar());
        await sidecar.PostAsJsonAsync("/internal/tenants?by=tester", Request(id), ContractsJson.Default.NewTenant, Ct);

        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(fixture.Operator, "POST", $"/tenants/{id}/resume"));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(fixture.Operator, "POST", $"/tenants/{id}/suspend"));
    }

    [Fact]
    public async Task An_onboarding_that_failed_leaves_the_id_free_and_one_in_service_is_never_undone()
    {
        var (failed, active, sidecar) = (fixture.NewId(), await fixture.ActiveAsync(), fixture.Service.Sidecar());
        await sidecar.PostAsJsonAsync("/internal/tenants?by=tester", Request(failed), ContractsJson.Default.NewTenant, Ct);

        await StatusAsync(sidecar, "POST", $"/internal/tenants/{failed}/abandon");
        await StatusAsync(sidecar, "POST", $"/internal/tenants/{active}/abandon");

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(fixture.Operator, "GET", $"/tenants/{failed}"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(fixture.Operator, "GET", $"/tenants/{active}"));
    }

    [Fact]
    public async Task Pages_follow_each_other_to_the_end()
    {
        var ids = new[] { await fixture.ActiveAsync(), await fixture.ActiveAsync(), await fixture.ActiveAsync() };
        var (seen, after) = (new List<string>(), (string?)"");
        while (after is not null)
        {
            var page = await fixture.Operator.GetFromJsonAsync($"/tenants?limit=2&after={after}", ContractsJson.Default.TenantPage, Ct);
            seen.AddRange(page!.Tenants.Select(tenant => tenant.Id.ToString()));
            after = page.Next;
        }

        Assert.Superset(ids.ToHashSet(), seen.ToHashSet());
        Assert.Equal(seen.Order(StringComparer.Ordinal), seen);
    }

    [Theory]
    [InlineData("GET", "/tenants")]
    [InlineData("GET", "/tenants/x")]
    [InlineData("PATCH", "/tenants/x")]
    [InlineData("POST", "/tenants/x/suspend")]
    [InlineData("POST", "/tenants/x/resume")]
    [InlineData("POST", "/tenants/x/keys")]
    [InlineData("GET", "/tenants/x/changes")]
    [InlineData("GET", "/tenants/x/certificate")]
    public async Task Only_operators_in_their_own_tenant_reach_the_registry(string method, string path)
    {
        var json = method is "PATCH" or "POST" ? "{}" : null;

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(fixture.Service.Client(role: null), method, path, json));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(fixture.Service.Client(Roles.Admin), method, path, json));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(fixture.Service.Client(Roles.Operator, "acme"), method, path, json));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(fixture.Service.Client(Roles.Admin, "platform"), method, path, json));
    }

    [Theory]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"contact":"nobody"}""", "contact")]
    [InlineData("""{"plan":"a b"}""", "plan")]
    [InlineData("""{"quotas":{"requestsPerSecond":0}}""", "quotas.requestsPerSecond")]
    [InlineData("""{"retentionDays":0}""", "retentionDays")]
    [InlineData("""{"billingCustomer":"cus_1&x=2"}""", "billingCustomer")]
    [InlineData("""{"quotas":{"eventsPerMonth":0}}""", "quotas.eventsPerMonth")]
    [InlineData("""{"features":{"A":true}}""", "features")]
    [InlineData("""{"name":7}""", "name")]
    public async Task A_bad_update_is_refused_by_its_field(string json, string field)
    {
        var id = await fixture.ActiveAsync();

        using var answer = await SendAsync(fixture.Operator, "PATCH", $"/tenants/{id}", json);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"{field}\"", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }
}
