using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Platform.Contracts;

namespace Platform.System.Tests.Tenants;

/// <summary>A tenant comes, works, is suspended, comes back and goes, on the whole platform.</summary>
[Collection(OnLocal.Name)]
public sealed class TenantLifeTests(LocalPlatform fixture)
{
    [Fact]
    public async Task A_tenant_is_onboarded_with_one_call_and_works_with_its_first_key()
    {
        using var boss = new Operator(fixture.Platform);
        await boss.ActiveAsync("life-new");
        using var made = await boss.SendAsync(
            "POST", "tenants/life-new/keys", """{"name":"first","scopes":["events:write","decisions:read"]}""");
        var key = await made.Content.ReadFromJsonAsync(ContractsJson.Default.CreatedApiKey, Running.Stop);
        using var member = fixture.Platform.Client("life-new");
        member.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key!.Secret);

        await Eventually.HoldsAsync(
            async () => (await member.PostAsync("transactions", Samples.Body("first"), Running.Stop)).IsSuccessStatusCode,
            "the key is known");

        await Eventually.HoldsAsync(async () => (await member.GetAsync("decisions/first", Running.Stop)).IsSuccessStatusCode, "decided");
        Assert.Equal(HttpStatusCode.Forbidden, (await member.GetAsync("alerts", Running.Stop)).StatusCode);
    }

    [Fact]
    public async Task Of_two_onboardings_of_one_id_at_once_one_wins()
    {
        using var boss = new Operator(fixture.Platform);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => boss.OnboardAsync("life-twice")));

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.Accepted);
        Assert.Equal(3, answers.Count(answer => answer.StatusCode is HttpStatusCode.Conflict));
        await Eventually.HoldsAsync(async () => await boss.StatusAsync("life-twice") is TenantStatus.Active, "the winner is active");
    }

    [Fact]
    public async Task A_suspension_takes_effect_everywhere_live_connections_included_and_loses_nothing()
    {
        using var boss = new Operator(fixture.Platform);
        await boss.ActiveAsync("life-pause");
        using var member = fixture.Platform.Client("life-pause");
        await Running.ScoredAsync(member, "kept");
        await using var live = await member.GetStreamAsync("alerts/live", Running.Stop);

        using var suspended = await boss.SendAsync("POST", "tenants/life-pause/suspend");

        Assert.Equal(HttpStatusCode.OK, suspended.StatusCode);
        await EndsAsync(live).WaitAsync(TimeSpan.FromSeconds(30), Running.Stop);
        foreach (var path in (string[])["decisions/kept", "alerts", "imports", "tenant"])
        {
            await Eventually.HoldsAsync(() => IsClosedAsync(member, path), $"{path} is closed");
        }

        using var resumed = await boss.SendAsync("POST", "tenants/life-pause/resume");
        await Eventually.HoldsAsync(async () => (await member.GetAsync("decisions/kept", Running.Stop)).IsSuccessStatusCode, "it is back");
    }

    [Fact]
    public async Task An_erased_tenant_leaves_nothing_but_a_certificate_of_what_it_had()
    {
        using var boss = new Operator(fixture.Platform);
        await boss.ActiveAsync("life-end");
        using var member = fixture.Platform.Client("life-end");
        foreach (var id in (string[])["a", "b", "c"]) await Running.ScoredAsync(member, id);

        using var first = await boss.SendAsync("DELETE", "tenants/life-end");
        using var second = await boss.SendAsync("DELETE", "tenants/life-end");
        var certificate = await boss.CertificateAsync("life-end");

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first.StatusCode, second.StatusCode));
        Assert.Equal(3, certificate.Items.Single(item => item.What is "rows of decisions").Count);
        Assert.Equal(0, await fixture.Platform.CountAsync("SELECT count(*) FROM pg_namespace WHERE nspname = 't:life-end'"));
        Assert.Equal(0, await fixture.Platform.CountAsync("SELECT count(*) FROM pg_roles WHERE rolname = 't:life-end'"));
        Assert.Equal(0, await fixture.Platform.CountAsync("SELECT count(*) FROM state WHERE key LIKE '%||life-end|%'"));
        Assert.Equal(HttpStatusCode.Forbidden, (await member.GetAsync("decisions/a", Running.Stop)).StatusCode);
        Assert.Equal(TenantStatus.Erased, await boss.StatusAsync("life-end"));
        using var again = await boss.OnboardAsync("life-end");
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        using var third = await boss.SendAsync("DELETE", "tenants/life-end");
        Assert.Equal(HttpStatusCode.Conflict, third.StatusCode);
    }

    [Theory]
    [InlineData("Acme")]
    [InlineData("a--")]
    [InlineData("pg_catalog")]
    [InlineData("t_acme")]
    [InlineData("platform")]
    [InlineData("аcme")]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmno")]
    public async Task An_id_that_is_no_slug_is_refused(string id)
    {
        using var boss = new Operator(fixture.Platform);

        using var answer = await boss.OnboardAsync(id);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("\"id\"", await answer.Content.ReadAsStringAsync(Running.Stop), StringComparison.Ordinal);
    }

    private static async Task<bool> IsClosedAsync(HttpClient member, string path)
    {
        try
        {
            return (await member.GetAsync(path, Running.Stop)).StatusCode is HttpStatusCode.Forbidden;
        }
        catch (HttpRequestException)
        {
            // Under way when the suspension came: hung up on. The next one is answered.
            return false;
        }
    }

    private static async Task EndsAsync(Stream live)
    {
        var (buffer, read) = (new byte[1024], 1);
        try
        {
            while (read > 0) read = await live.ReadAsync(buffer, Running.Stop);
        }
        catch (IOException)
        {
            // Hung up in the middle of a line: ended all the same.
            return;
        }
    }
}
