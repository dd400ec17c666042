using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Audit.Tests;

/// <summary>Who can do what: from the directory and from the sign-ins.</summary>
public sealed class AccessReportTests(AuditFixture fixture)
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Report_names_keys_roles_and_people_of_the_last_days_and_of_no_other_tenant()
    {
        var (tenant, now) = (fixture.NewTenant(), TimeProvider.System.GetUtcNow());
        Register(tenant, now);
        await AuditFixture.PublishAsync(
            fixture.Service, tenant,
            SignIn(1, "ann", now.AddDays(-2)), SignIn(2, "ann", now.AddDays(-1)), SignIn(3, "bob", now.AddDays(-40)),
            SignIn(4, "service:x", now) with { ActorKind = ActorKind.Service }, Events.Of(5, "eve") with { Time = now });
        await AuditFixture.PublishAsync(fixture.Service, fixture.NewTenant(), SignIn(6, "stranger", now));
        await AuditFixture.EntriesAsync(fixture.Service, tenant, 5);

        var report = await ReportAsync(tenant, "?days=30");

        Assert.Equal(["k-1"], report.Keys.Select(key => key.Id));
        Assert.Equal(("case-lead", false), report.Roles.Select(role => (role.Name, role.IsBuiltIn)).Last());
        Assert.Contains(report.Roles, role => role is { Name: Roles.Auditor, IsBuiltIn: true } && role.Scopes.Contains(Scopes.AuditRead));
        Assert.DoesNotContain(report.Roles, role => role.Name is Roles.Operator);
        Assert.Equal([("ann", 2L)], report.People.Select(person => (person.Actor, person.SignIns)));
        Assert.Equal(2, (await ReportAsync(tenant, "")).People.Count);
    }

    [Fact]
    public async Task Report_as_a_table_has_a_row_for_each()
    {
        var (tenant, now) = (fixture.NewTenant(), TimeProvider.System.GetUtcNow());
        Register(tenant, now);
        using var client = fixture.Service.Client(Roles.Auditor, tenant);
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));

        var text = await client.GetStringAsync("/audit/reports/access", None);

        Assert.StartsWith("kind,name,scopes,expires,lastSignIn,signIns\r\nkey,k-1,alerts:read,,,\r\n", text, StringComparison.Ordinal);
        Assert.Contains("\r\nrole,case-lead,alerts:read alerts:write,,,\r\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Roles.Admin, "?days=0", HttpStatusCode.BadRequest)]
    [InlineData(Roles.Admin, "?days=many", HttpStatusCode.BadRequest)]
    [InlineData(Roles.Analyst, "", HttpStatusCode.Forbidden)]
    [InlineData(null, "", HttpStatusCode.Unauthorized)]
    public async Task Only_who_reads_the_log_gets_it_and_only_for_a_sensible_time(string? role, string query, HttpStatusCode status)
    {
        using var client = fixture.Service.Client(role, fixture.NewTenant());
        using var answer = await client.GetAsync($"/audit/reports/access{query}", None);

        Assert.Equal(status, answer.StatusCode);
    }

    private void Register(string tenant, DateTimeOffset now)
    {
        var directory = fixture.Service.Services.GetRequiredService<TenantDirectory>();
        var ended = new DirectoryKey("k-0", [], [], [Scopes.AlertsRead], now.AddDays(-1));
        directory.Apply(new(directory.Sequence, [new()
        {
            Tenant = new(tenant),
            Status = TenantStatus.Active,
            Quotas = new(),
            Roles = new Dictionary<string, IReadOnlyList<string>> { ["case-lead"] = ["alerts:read", "alerts:write"] },
            Features = new Dictionary<string, bool>(),
            Keys = [ended, new("k-1", [], [], [Scopes.AlertsRead])],
        }], true));
    }

    private static AuditEvent SignIn(int i, string actor, DateTimeOffset time) =>
        Events.Of(i, actor, "sign-in") with { Time = time, ObjectType = "sessions", ObjectId = null };

    private async Task<AccessReport> ReportAsync(string tenant, string query)
    {
        using var client = fixture.Service.Client(Roles.Auditor, tenant);
        return (await client.GetFromJsonAsync($"/audit/reports/access{query}", ContractsJson.Default.AccessReport, None))!;
    }
}
