using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Workflows.Tests;

/// <summary>Imports from the request to the report, on a real engine.</summary>
public sealed class ImportsApiTests(WorkflowsFixture fixture) : IClassFixture<WorkflowsFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_import_ends_with_a_report_that_counts_every_row_once()
    {
        using var client = fixture.Client("whole");
        var rows = WorkflowsFixture.Rows("whole", 1_230).Split('\n');
        rows[500] = "whole-broken,2026";
        rows[700] = rows[700].Replace("EUR", "euros", StringComparison.Ordinal);
        fixture.Put("whole", "in/f.csv", string.Join('\n', rows));

        var import = await WorkflowsFixture.StartAsync(client, new() { File = "in/f.csv", Id = "a1" });
        var ended = await WorkflowsFixture.EndAsync(client, "a1");

        Assert.Equal(("a1", "in/f.csv", ImportStatus.Waiting), (import.Id, import.File, import.Status));
        Assert.Equal(ImportStatus.Completed, ended.Status);
        var report = ended.Report!;
        Assert.Equal((1_230, 1_228, 0, 2), (report.Rows, report.Accepted, report.Duplicates, report.Rejected));
        Assert.Equal(1_228, fixture.Ingest.Taken.Keys.Count(id => id.StartsWith("whole-", StringComparison.Ordinal)));
        Assert.Equal(["in/f.csv.a1.rejected.ndjson"], report.RejectedFiles);
        var rejected = fixture.Text("whole", report.RejectedFiles[0]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([501, 701], rejected.Select(line => (int)JsonNode.Parse(line)!["line"]!));
        Assert.Equal((ImportPhase.Done, 1_230, 1_230), (ended.Progress!.Phase, ended.Progress.Rows, ended.Progress.Done));
        Assert.False(fixture.HasLeftovers("whole", "a1"));
    }

    [Fact]
    public async Task A_second_import_of_the_same_rows_finds_them_known()
    {
        using var client = fixture.Client("twice");
        fixture.Put("twice", "f.csv", WorkflowsFixture.Rows("twice", 250));
        await WorkflowsFixture.StartAsync(client, new() { File = "f.csv", Id = "one" });
        await WorkflowsFixture.EndAsync(client, "one");

        await WorkflowsFixture.StartAsync(client, new() { File = "f.csv", Id = "two" });
        var report = (await WorkflowsFixture.EndAsync(client, "two")).Report!;

        Assert.Equal((250, 0, 250, 0), (report.Rows, report.Accepted, report.Duplicates, report.Rejected));
    }

    [Fact]
    public async Task A_paused_import_sends_nothing_until_it_is_resumed()
    {
        using var client = fixture.Client("pause");
        fixture.Put("pause", "f.csv", WorkflowsFixture.Rows("pause", 900));
        await WorkflowsFixture.StartAsync(client, new() { File = "f.csv", Id = "a1" });
        await Eventually.HoldsAsync(() => Taken("pause") > 0);

        var paused = await ChangeAsync(client, "a1", "pause");
        Assert.Equal(ImportStatus.Paused, paused.Status);
        await WorkflowsFixture.UntilAsync(client, "a1", import => import.Status is ImportStatus.Paused, "it is paused");
        Assert.Equal(ImportStatus.Paused, (await ChangeAsync(client, "a1", "pause")).Status);

        Assert.NotEqual(ImportStatus.Paused, (await ChangeAsync(client, "a1", "resume")).Status);
        var ended = await WorkflowsFixture.EndAsync(client, "a1");
        Assert.Equal((ImportStatus.Completed, 900, 900), (ended.Status, ended.Report!.Rows, Taken("pause")));
    }

    [Fact]
    public async Task An_import_that_may_send_no_more_pauses_itself_says_why_and_loses_no_row()
    {
        using var client = fixture.Client("used-up");
        fixture.Put("used-up", "f.csv", WorkflowsFixture.Rows("used-up", 900));
        var isUsedUp = true;
        fixture.Ingest.Limit = id => isUsedUp && id.StartsWith("used-up-", StringComparison.Ordinal) && Taken("used-up") >= 300;

        await WorkflowsFixture.StartAsync(client, new() { File = "f.csv", Id = "a1" });
        var paused = await WorkflowsFixture.UntilAsync(client, "a1", import => import.Status is ImportStatus.Paused, "it paused itself");
        Assert.StartsWith("The month's events are used up. Resume", paused.Progress!.Waiting, StringComparison.Ordinal);

        // Resumed too early it pauses again.
        await ChangeAsync(client, "a1", "resume");
        await WorkflowsFixture.UntilAsync(
            client, "a1", import => import.Status is ImportStatus.Paused && import.UpdatedAt > paused.UpdatedAt, "it paused again");

        isUsedUp = false;
        await ChangeAsync(client, "a1", "resume");
        var ended = await WorkflowsFixture.EndAsync(client, "a1");
        Assert.Equal((ImportStatus.Completed, 900, 900), (ended.Status, ended.Report!.Rows, Taken("used-up")));
        Assert.Null(ended.Progress!.Waiting);
    }

    [Fact]
    public async Task An_import_of_a_tenant_that_used_a_quota_up_is_not_begun()
    {
        QuotaEntry.Apply(fixture.Service.Services, "exhausted", new QuotaUse(Quota.Events, 100));
        using var client = fixture.Client("exhausted");

        using var refused = await client.PostAsJsonAsync(
            "/imports", new ImportRequest { File = "f.csv" }, ContractsJson.Default.ImportRequest, Ct);

        Assert.Equal((HttpStatusCode.PaymentRequired, "quota-exhausted"), (refused.StatusCode, await CodeAsync(refused)));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/imports", Ct)).StatusCode);
    }

    [Fact]
    public async Task A_cancelled_import_leaves_nothing_and_cannot_be_changed()
    {
        using var client = fixture.Client("cancel");
        fixture.Put("cancel", "f.csv", WorkflowsFixture.Rows("cancel", 2_000));
        await WorkflowsFixture.StartAsync(client, new() { File = "f.csv", Id = "a1" });
        await Eventually.HoldsAsync(() => Taken("cancel") > 0);

        await ChangeAsync(client, "a1", "cancel");
        await WorkflowsFixture.UntilAsync(client, "a1", import => import.Status is ImportStatus.Cancelled, "it is cancelled");
        await Eventually.HoldsAsync(() => !fixture.HasLeftovers("cancel", "a1"));

        using var late = await client.PostAsync("/imports/a1/resume", null, Ct);
        Assert.Equal((HttpStatusCode.Conflict, "import-ended"), (late.StatusCode, await CodeAsync(late)));
    }

    [Fact]
    public async Task A_file_that_is_cut_off_fails_with_the_line()
    {
        using var client = fixture.Client("cut");
        fixture.Put("cut", "f.csv.gz", ActivityTests.Gzip(WorkflowsFixture.Rows("cut", 20_000))[..^3_000]);

        await WorkflowsFixture.StartAsync(client, new() { File = "f.csv.gz", Id = "a1" });
        var ended = await WorkflowsFixture.EndAsync(client, "a1");

        Assert.Equal((ImportStatus.Failed, null), (ended.Status, ended.Report));
        Assert.Matches("^The file is damaged or cut off after line [0-9]+:", ended.Error);
        Assert.Equal(0, Taken("cut"));
        Assert.False(fixture.HasLeftovers("cut", "a1"));
    }

    [Fact]
    public async Task Imports_are_listed_newest_first_for_their_tenant_only()
    {
        using var client = fixture.Client("list");
        fixture.Put("list", "f.csv", WorkflowsFixture.Rows("list", 10));
        foreach (var id in new[] { "one", "two", "three" })
        {
            await WorkflowsFixture.StartAsync(client, new() { File = "f.csv", Id = id });
        }

        Assert.Equal(["three", "two", "one"], (await ListAsync(client, "")).Select(import => import.Id));
        Assert.Equal(["three"], (await ListAsync(client, "?limit=1")).Select(import => import.Id));
        Assert.Empty(await ListAsync(fixture.Client("nobody"), ""));
    }

    [Fact]
    public async Task Another_tenants_import_is_not_there()
    {
        using var owner = fixture.Client("owner");
        using var rival = fixture.Client("rival");
        fixture.Put("owner", "f.csv", WorkflowsFixture.Rows("owner", 10));
        await WorkflowsFixture.StartAsync(owner, new() { File = "f.csv", Id = "mine" });

        using var get = await rival.GetAsync("/imports/mine", Ct);
        Assert.Equal(HttpStatusCode.NotFound, get.StatusCode);
        foreach (var verb in new[] { "pause", "resume", "cancel" })
        {
            using var change = await rival.PostAsync($"/imports/mine/{verb}", null, Ct);
            Assert.Equal(HttpStatusCode.NotFound, change.StatusCode);
        }

        Assert.Equal(ImportStatus.Completed, (await WorkflowsFixture.EndAsync(owner, "mine")).Status);
    }

    [Fact]
    public async Task Another_tenants_file_is_not_there()
    {
        fixture.Put("owner", "secret.csv", WorkflowsFixture.Rows("owner", 10));
        using var rival = fixture.Client("rival");

        await WorkflowsFixture.StartAsync(rival, new() { File = "secret.csv", Id = "steal" });

        Assert.Equal("There is no file secret.csv in blob storage.", (await WorkflowsFixture.EndAsync(rival, "steal")).Error);
    }

    [Fact]
    public async Task An_id_is_used_once()
    {
        using var client = fixture.Client("same");
        fixture.Put("same", "f.csv", WorkflowsFixture.Rows("same", 10));
        await WorkflowsFixture.StartAsync(client, new() { File = "f.csv", Id = "a1" });
        await WorkflowsFixture.EndAsync(client, "a1");

        var again = new ImportRequest { File = "f.csv", Id = "a1" };
        using var second = await client.PostAsJsonAsync("/imports", again, ContractsJson.Default.ImportRequest, Ct);

        Assert.Equal((HttpStatusCode.Conflict, "import-exists"), (second.StatusCode, await CodeAsync(second)));
    }

    [Theory]
    [InlineData("{}", "file")]
    [InlineData("""{"file":"../owner/f.csv"}""", "file")]
    [InlineData("""{"file":"f.csv","id":"A-1"}""", "id")]
    [InlineData("""{"file":"f.csv","mapping":"no-such-mapping"}""", "mapping")]
    [InlineData("""{"file":"f.csv","mapping":"name: x\ncolour: red"}""", "mapping")]
    [InlineData("""{"file":"f.csv","idPrefix":"a b"}""", "idPrefix")]
    public async Task A_bad_body_is_400_and_names_the_field(string body, string field)
    {
        using var client = fixture.Client("bad");

        using var response = await client.PostAsync("/imports", new StringContent(body, Encoding.UTF8, "application/json"), Ct);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotNull(JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!["errors"]![field]);
    }

    [Theory]
    [InlineData("GET", "/imports")]
    [InlineData("POST", "/imports")]
    [InlineData("GET", "/imports/a1")]
    [InlineData("POST", "/imports/a1/pause")]
    [InlineData("POST", "/imports/a1/resume")]
    [InlineData("POST", "/imports/a1/cancel")]
    public async Task Routes_ask_for_sign_in_and_scope(string method, string path)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(fixture.Client("demo", role: null), method, path));
        var analyst = await StatusAsync(fixture.Client("demo", Roles.Analyst), method, path);
        Assert.Equal(method is "POST", analyst is HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=101")]
    [InlineData("?limit=many")]
    public async Task A_limit_out_of_range_is_400(string query)
    {
        using var response = await fixture.Client("demo").GetAsync("/imports" + query, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private int Taken(string prefix) => fixture.Ingest.Taken.Keys.Count(id => id.StartsWith(prefix + "-", StringComparison.Ordinal));

    private static async Task<Import> ChangeAsync(HttpClient client, string id, string verb)
    {
        using var response = await client.PostAsync($"/imports/{id}/{verb}", null, Ct);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Ct));
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.Import, Ct))!;
    }

    private static async Task<IReadOnlyList<Import>> ListAsync(HttpClient client, string query) =>
        (await client.GetFromJsonAsync("/imports" + query, ContractsJson.Default.ImportPage, Ct))!.Items;

    private static async Task<string?> CodeAsync(HttpResponseMessage response) =>
        (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!["code"];

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), path);
        if (path is "/imports" && method is "POST") request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request, Ct);
        return response.StatusCode;
    }
}
