using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Hosting;
using static Platform.Tenants.Tests.TenantsFixture;

namespace Platform.Tenants.Tests;

public sealed class OwnTenantApiTests(TenantsFixture fixture)
{
    private const string Lead = """{"scopes":["keys:read","tenant:read"]}""";

    [Fact]
    public async Task A_role_of_its_own_gives_what_the_tenant_says_within_seconds_and_no_longer_when_it_is_removed()
    {
        var id = await fixture.ActiveAsync();
        using var admin = fixture.Service.Client(Roles.Admin, id);
        using var lead = fixture.Service.Client("case-lead", id);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(lead, "GET", "/keys"));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(admin, "PUT", "/tenant/roles/case-lead", Lead));
        await Eventually.HoldsAsync(async () => await StatusAsync(lead, "GET", "/keys") is HttpStatusCode.OK, "the role is known");
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(lead, "PUT", "/tenant/roles/more", Lead));

        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(admin, "DELETE", "/tenant/roles/case-lead"));
        await Eventually.HoldsAsync(async () => await StatusAsync(lead, "GET", "/keys") is HttpStatusCode.Forbidden, "the role is gone");
    }

    [Fact]
    public async Task A_role_of_one_tenant_means_nothing_in_another()
    {
        var (mine, theirs) = (await fixture.ActiveAsync(), await fixture.ActiveAsync());
        await StatusAsync(fixture.Service.Client(Roles.Admin, mine), "PUT", "/tenant/roles/case-lead", Lead);
        using var lead = fixture.Service.Client("case-lead", mine);
        await Eventually.HoldsAsync(async () => await StatusAsync(lead, "GET", "/keys") is HttpStatusCode.OK, "the role is known");

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(fixture.Service.Client("case-lead", theirs), "GET", "/keys"));
    }

    [Theory]
    [InlineData("admin", Lead)]
    [InlineData("A", Lead)]
    [InlineData("lead", """{"scopes":["tenants:write"]}""")]
    [InlineData("lead", """{"scopes":["nonsense"]}""")]
    [InlineData("lead", """{"scopes":[]}""")]
    [InlineData("lead", "{}")]
    public async Task A_bad_role_is_refused(string name, string json)
    {
        using var admin = fixture.Service.Client(Roles.Admin, await fixture.ActiveAsync());

        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(admin, "PUT", $"/tenant/roles/{name}", json));
    }

    [Fact]
    public async Task A_tenant_sees_its_own_entry_and_changes_only()
    {
        var (mine, theirs) = (await fixture.ActiveAsync(), await fixture.ActiveAsync());
        using var admin = fixture.Service.Client(Roles.Admin, mine);

        var entry = await admin.GetFromJsonAsync("/tenant", ContractsJson.Default.Tenant, Ct);

        Assert.Equal(mine, entry!.Id.ToString());
        Assert.DoesNotContain(theirs, await admin.GetStringAsync("/tenant/changes", Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/tenant")]
    [InlineData("GET", "/tenant/changes")]
    [InlineData("PUT", "/tenant/roles/lead")]
    [InlineData("DELETE", "/tenant/roles/lead")]
    public async Task Callers_without_the_scope_are_sent_away(string method, string path)
    {
        var json = method is "PUT" ? Lead : null;

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(fixture.Service.Client(role: null), method, path, json));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(fixture.Service.Client(Roles.Viewer), method, path, json));
    }

    [Theory]
    [InlineData("/internal/directory")]
    [InlineData("/internal/tenants")]
    [InlineData("/internal/tenants/x/activate")]
    [InlineData("/internal/tenants/x/abandon")]
    [InlineData("/internal/tenants/x/erasing")]
    [InlineData("/internal/tenants/x/erased")]
    public async Task What_services_ask_for_is_for_the_sidecar_only(string path)
    {
        using var admin = fixture.Operator;

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(admin, "POST", path, "{}"));
    }

    [Fact]
    public async Task The_directory_tells_every_change_once_in_order()
    {
        var directory = fixture.Service.Services.GetRequiredService<DirectoryStore>();
        var start = (await directory.AfterAsync(0, Ct)).Sequence;
        var (first, second) = (await fixture.ActiveAsync(), await fixture.ActiveAsync());
        await StatusAsync(fixture.Operator, "POST", $"/tenants/{first}/suspend");

        var page = await directory.AfterAsync(start, Ct);

        var told = page.Entries.Where(entry => entry.Tenant.ToString() == first || entry.Tenant.ToString() == second);
        Assert.Equal(
            [(second, TenantStatus.Active), (first, TenantStatus.Suspended)], told.Select(entry => ($"{entry.Tenant}", entry.Status)));
        Assert.DoesNotContain((await directory.AfterAsync(page.Sequence, Ct)).Entries, entry => entry.Tenant.ToString() == first);
    }
}
