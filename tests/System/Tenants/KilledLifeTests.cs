using Platform.Contracts;

namespace Platform.System.Tests.Tenants;

/// <summary>Apps die while tenants come and go: each comes and goes whole.</summary>
[Collection(OnLocal.Name)]
public sealed class KilledLifeTests(LocalPlatform fixture)
{
    private const string Activations = """
        SELECT count(*) FROM "t:platform".tenant_changes WHERE tenant = $1 AND field = 'status' AND became = '"active"'
        """;

    private static readonly string[] coming = ["kill-in-1", "kill-in-2", "kill-in-3", "kill-in-4"];
    private static readonly string[] leaving = ["kill-out-1", "kill-out-2"];

    [Fact]
    public async Task Tenants_that_are_onboarded_while_apps_die_all_come_into_service()
    {
        using var boss = new Operator(fixture.Platform);
        foreach (var id in coming)
        {
            using var answer = await boss.OnboardAsync(id);
        }

        foreach (var app in (string[])["workflows", "tenants", "risk"]) await fixture.Platform.KillAsync(app);

        foreach (var id in coming)
        {
            await Eventually.HoldsAsync(async () => await boss.StatusAsync(id) is TenantStatus.Active, $"{id} is active");
            using var member = fixture.Platform.Client(id);
            await Running.ScoredAsync(member, "first");
            Assert.Equal(1, await fixture.Platform.CountAsync(Activations, id));
        }
    }

    [Fact]
    public async Task Tenants_that_are_erased_while_apps_die_leave_nothing_and_are_counted_right()
    {
        using var boss = new Operator(fixture.Platform);
        foreach (var id in leaving)
        {
            await boss.ActiveAsync(id);
            using var member = fixture.Platform.Client(id);
            foreach (var e in (string[])["a", "b", "c"]) await Running.ScoredAsync(member, e);

            using var erased = await boss.SendAsync("DELETE", $"tenants/{id}");
        }

        foreach (var app in (string[])["workflows", "alerts", "tenants", "workflows"]) await fixture.Platform.KillAsync(app);

        foreach (var id in leaving)
        {
            var certificate = await boss.CertificateAsync(id);
            Assert.Equal(3, certificate.Items.Single(item => item.What is "rows of decisions").Count);
            Assert.Equal(0, await fixture.Platform.CountAsync("SELECT count(*) FROM pg_namespace WHERE nspname = 't:' || $1", id));
            Assert.Equal(0, await fixture.Platform.CountAsync("SELECT count(*) FROM state WHERE key LIKE '%||' || $1 || '|%'", id));
            Assert.Equal(TenantStatus.Erased, await boss.StatusAsync(id));
        }
    }
}
