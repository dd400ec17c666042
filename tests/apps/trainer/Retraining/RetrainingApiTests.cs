using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;
using Platform.Trainer.Retraining;

namespace Platform.Trainer.Tests.Retraining;

public sealed class RetrainingApiTests(TrainerFixture fixture) : IClassFixture<TrainerFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_retraining_is_watched_while_it_goes_on_and_found_in_models_when_it_ended()
    {
        var (client, gate) = fixture.Waiting("whole");

        var run = await TrainerFixture.StartAsync(client, new() { Reason = "drift" });
        Assert.Equal((RetrainingStatus.Running, "tester", "drift"), (run.Status, run.RequestedBy, run.Reason));
        Assert.Equal(run.Id, Assert.Single(await TrainerFixture.ListAsync(client)).Id);
        Assert.Equal(RetrainingStatus.Running, (await TrainerFixture.GetAsync(client, run.Id)).Status);
        Assert.Empty(fixture.Models["whole"].Runs);

        gate.SetResult();
        var ended = await TrainerFixture.EndAsync(client, run.Id);
        Assert.Equal((RetrainingStatus.Stopped, "There are no events to learn from."), (ended.Status, ended.Text));
        Assert.Equal(ended.EndedAt, fixture.Models["whole"].Runs[run.Id].EndedAt);
        Assert.Equal(run.Id, Assert.Single(await TrainerFixture.ListAsync(client)).Id);

        var next = await TrainerFixture.StartAsync(client, new());
        await TrainerFixture.EndAsync(client, next.Id);
        Assert.Equal("drift", (await TrainerFixture.GetAsync(client, run.Id)).Reason);
        Assert.Equal(2, (await TrainerFixture.ListAsync(client)).Count);
    }

    [Fact]
    public async Task A_second_one_is_refused_while_one_goes_on_but_not_of_another_tenant()
    {
        var (client, gate) = fixture.Waiting("twice");
        var run = await TrainerFixture.StartAsync(client, new());

        using var second = await client.PostAsJsonAsync("/ml/retraining", new(), ContractsJson.Default.RetrainingRequest, Ct);
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal("retraining-running", (string?)JsonNode.Parse(await second.Content.ReadAsStringAsync(Ct))!["code"]);
        await TrainerFixture.StartAsync(fixture.Service.Client(tenant: "other"), new());

        gate.SetResult();
        await TrainerFixture.EndAsync(client, run.Id);
    }

    [Fact]
    public async Task Another_tenants_retraining_is_not_there()
    {
        var (client, gate) = fixture.Waiting("owner");
        var run = await TrainerFixture.StartAsync(client, new());
        using var rival = fixture.Service.Client(tenant: "rival");

        await ExpectNoneAsync(rival, run.Id);
        gate.SetResult();
        await TrainerFixture.EndAsync(client, run.Id);
        await ExpectNoneAsync(rival, run.Id);
    }

    [Fact]
    public async Task One_that_ended_without_a_report_does_not_seem_to_go_on_and_another_may_begin()
    {
        var (client, gate) = fixture.Waiting("ended");
        var run = await TrainerFixture.StartAsync(client, new());
        await fixture.Service.Services.GetRequiredService<DaprWorkflowClient>().TerminateWorkflowAsync("retrain-ended", ct: Ct);

        var ended = await TrainerFixture.EndAsync(client, run.Id);

        Assert.Equal((RetrainingStatus.Failed, "It ended without a report: it was terminated."), (ended.Status, ended.Text));
        Assert.NotNull(ended.EndedAt);
        gate.SetResult();
        await TrainerFixture.EndAsync(client, (await TrainerFixture.StartAsync(client, new())).Id);
    }

    [Fact]
    public async Task Erasing_a_tenant_ends_its_retraining_and_forgets_it()
    {
        var (client, gate) = fixture.Waiting("erased");
        var run = await TrainerFixture.StartAsync(client, new());
        var retrainings = fixture.Service.Services.GetRequiredService<Retrainings>();

        Assert.True(await retrainings.EndAsync(new("erased"), Ct));
        Assert.False(await retrainings.EndAsync(new("erased"), Ct));

        await ExpectNoneAsync(client, run.Id);
        gate.SetResult();
    }

    [Theory]
    [InlineData("""{"challengers":0}""", "challengers")]
    [InlineData("""{"challengers":33}""", "challengers")]
    [InlineData("""{"trainingDays":731}""", "trainingDays")]
    [InlineData("""{"asOf":"0001-01-01T00:00:00Z"}""", "asOf")]
    [InlineData("{\"reason\":\"a\\u0007b\"}", "reason")]
    public async Task A_bad_body_is_400_and_names_the_field(string body, string field)
    {
        using var client = fixture.Service.Client(tenant: "bad");

        using var answer = await client.PostAsync("/ml/retraining", JsonOf(body), Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.NotNull(JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!["errors"]![field]);
        Assert.Empty(await TrainerFixture.ListAsync(client));
    }

    [Theory]
    [InlineData("POST", "/ml/retraining", false)]
    [InlineData("GET", "/ml/retraining", true)]
    [InlineData("GET", "/ml/retraining/none", true)]
    public async Task Routes_ask_for_sign_in_and_scope(string method, string path, bool mayRead)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(null, method, path));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(Roles.Viewer, method, path));
        Assert.Equal(mayRead, await StatusAsync(Roles.Analyst, method, path) is not HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_tenant_that_used_its_storage_up_begins_none()
    {
        QuotaEntry.Apply(fixture.Service.Services, "exhausted", new QuotaUse(Quota.Storage, 100));
        using var client = fixture.Service.Client(tenant: "exhausted");

        using var refused = await client.PostAsync("/ml/retraining", JsonOf("{}"), Ct);

        Assert.Equal(HttpStatusCode.PaymentRequired, refused.StatusCode);
    }

    private static async Task ExpectNoneAsync(HttpClient client, string id)
    {
        using var answer = await client.GetAsync($"/ml/retraining/{id}", Ct);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(await TrainerFixture.ListAsync(client));
    }

    private async Task<HttpStatusCode> StatusAsync(string? role, string method, string path)
    {
        using var client = fixture.Service.Client(role, "roles");
        using var request = new HttpRequestMessage(new(method), path) { Content = method is "POST" ? JsonOf("{}") : null };
        using var answer = await client.SendAsync(request, Ct);
        return answer.StatusCode;
    }

    private static StringContent JsonOf(string body) => new(body, Encoding.UTF8, "application/json");
}
