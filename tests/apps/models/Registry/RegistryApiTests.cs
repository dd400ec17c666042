using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Models.Tests.Registry;

public sealed class RegistryApiTests(ModelsFixture fixture)
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private readonly string tenant = fixture.NewTenant();

    [Fact]
    public async Task A_registered_model_decides_nothing_until_it_is_chosen()
    {
        var model = await AddAsync(1);
        Assert.Equal((ModelStage.Candidate, "tester", TrainedModels.VersionOf(1)), (model.Stage, model.AddedBy, model.Version));
        Assert.Null(fixture.Risk.InForce(tenant));

        var list = await ChooseAsync(1);
        Assert.Equal((model.Version, ModelStage.Champion), (list.InForce, Assert.Single(list.Models).Stage));
        Assert.Equal(model.Version, fixture.Risk.InForce(tenant));
        Assert.Equal(TrainedModels.File(1), fixture.Risk.Kept[$"{tenant}/{model.Version}"]);
        var entry = Assert.Single(list.History);
        Assert.Equal(("tester", "chosen by hand", 1L, true), (entry.By, entry.Reason, entry.Sequence, entry.IsDeployed));
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing_and_is_given_out_as_it_came()
    {
        var first = await AddAsync(1);
        Assert.Equal(first, await AddAsync(1));

        using var client = fixture.Service.Client(tenant: tenant);
        Assert.Equal(TrainedModels.File(1), await client.GetByteArrayAsync($"/ml/models/{first.Version}/file", None));
        Assert.Equal(first, await client.GetFromJsonAsync($"/ml/models/{first.Version}", ContractsJson.Default.ModelView, None));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/ml/models/0123456789ab", None)).StatusCode);
    }

    [Fact]
    public async Task The_champion_of_before_retires_and_going_back_twice_goes_back_two()
    {
        for (var number = 1; number <= 3; number++)
        {
            await AddAsync(number);
            await ChooseAsync(number);
        }

        Assert.Equal(TrainedModels.VersionOf(2), (await RollBackAsync()).InForce);
        var list = await RollBackAsync();
        Assert.Equal(TrainedModels.VersionOf(1), list.InForce);
        Assert.Equal(TrainedModels.VersionOf(1), fixture.Risk.InForce(tenant));
        Assert.Equal(
            [TrainedModels.VersionOf(1)],
            list.Models.Where(model => model.Stage is ModelStage.Champion).Select(model => model.Version));

        using var client = fixture.Service.Client(tenant: tenant);
        using var refused = await client.PostAsync("/ml/models/rollback", null, None);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
    }

    [Fact]
    public async Task None_may_be_chosen()
    {
        await AddAsync(1);
        await ChooseAsync(1);
        var list = await ChooseAsync(0);

        Assert.Equal(("none", "none"), (list.InForce, fixture.Risk.InForce(tenant)));
        Assert.Equal(ModelStage.Retired, Assert.Single(list.Models).Stage);
    }

    [Fact]
    public async Task What_scoring_refuses_does_not_come_into_force_and_the_one_before_stays()
    {
        await AddAsync(1);
        await ChooseAsync(1);
        await AddAsync(2);
        fixture.Risk.Refusing[tenant] = true;
        using var refused = await TryChooseAsync(TrainedModels.VersionOf(2));

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("other features", await refused.Content.ReadAsStringAsync(None));
        var list = await ListAsync();
        Assert.Equal((TrainedModels.VersionOf(1), 1), (list.InForce, list.History.Count));
    }

    [Fact]
    public async Task A_file_that_was_changed_in_blob_storage_is_refused_and_the_one_before_stays()
    {
        await AddAsync(1);
        await ChooseAsync(1);
        var second = await AddAsync(2);
        await File.WriteAllTextAsync(Path.Combine(fixture.Blobs, tenant, ".models", $"{second.Sha256}.json"), "{}", None);
        using var refused = await TryChooseAsync(second.Version);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("its hash differs", await refused.Content.ReadAsStringAsync(None));
        Assert.Equal(TrainedModels.VersionOf(1), (await ListAsync()).InForce);
    }

    [Fact]
    public async Task Scoring_that_was_away_is_told_when_it_is_back()
    {
        await AddAsync(1);
        fixture.Risk.Away[tenant] = true;
        using var later = await TryChooseAsync(TrainedModels.VersionOf(1));
        var waiting = await ListAsync();
        fixture.Risk.Away.Remove(tenant, out _);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, later.StatusCode);
        Assert.Equal(("none", false), (waiting.InForce, Assert.Single(waiting.History).IsDeployed));
        await Eventually.HoldsAsync(async () => (await ListAsync()).InForce == TrainedModels.VersionOf(1));
        Assert.Equal(TrainedModels.VersionOf(1), fixture.Risk.InForce(tenant));
    }

    [Fact]
    public async Task Another_tenant_sees_nothing_and_roles_are_asked()
    {
        var model = await AddAsync(1);
        using var rival = fixture.Service.Client(tenant: fixture.NewTenant());
        using var analyst = fixture.Service.Client(Roles.Analyst, tenant);
        using var nobody = fixture.Service.Client(null, tenant);

        Assert.Equal(HttpStatusCode.NotFound, (await rival.GetAsync($"/ml/models/{model.Version}", None)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await rival.GetAsync($"/ml/models/{model.Version}/file", None)).StatusCode);
        using var chosen = await rival.PostAsJsonAsync(
            "/ml/models/activate", new(model.Version), ContractsJson.Default.ModelChoice, None);
        Assert.Equal(HttpStatusCode.NotFound, chosen.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await analyst.PostAsync("/ml/models/rollback", null, None)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await analyst.PostAsync("/ml/models", JsonOf([]), None)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync("/ml/models", None)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await analyst.GetAsync("/ml/models", None)).StatusCode);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"format\":")]
    [InlineData("")]
    [InlineData("null")]
    public async Task Anything_but_a_whole_model_is_refused_by_name(string body)
    {
        using var client = fixture.Service.Client(tenant: tenant);
        using var refused = await client.PostAsync("/ml/models", JsonOf(Encoding.UTF8.GetBytes(body)), None);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("\"model\"", await refused.Content.ReadAsStringAsync(None));
    }

    [Theory]
    [InlineData("{}", HttpStatusCode.BadRequest)]
    [InlineData("{\"version\":\"nothing\"}", HttpStatusCode.BadRequest)]
    [InlineData("{\"version\":\"0123456789ab\"}", HttpStatusCode.NotFound)]
    public async Task Choice_of_a_model_is_checked(string body, HttpStatusCode expected)
    {
        using var client = fixture.Service.Client(tenant: tenant);
        using var answer = await client.PostAsync("/ml/models/activate", JsonOf(Encoding.UTF8.GetBytes(body)), None);
        Assert.Equal(expected, answer.StatusCode);
    }

    private static ByteArrayContent JsonOf(byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private async Task<ModelView> AddAsync(int number)
    {
        using var client = fixture.Service.Client(tenant: tenant);
        using var added = await client.PostAsync("/ml/models", JsonOf(TrainedModels.File(number)), None);
        Assert.Equal(HttpStatusCode.OK, added.StatusCode);
        return (await added.Content.ReadFromJsonAsync(ContractsJson.Default.ModelView, None))!;
    }

    private Task<HttpResponseMessage> TryChooseAsync(string version)
    {
        var client = fixture.Service.Client(tenant: tenant);
        return client.PostAsJsonAsync("/ml/models/activate", new(version), ContractsJson.Default.ModelChoice, None);
    }

    private async Task<ModelList> ChooseAsync(int number)
    {
        using var chosen = await TryChooseAsync(number is 0 ? ModelChoice.None : TrainedModels.VersionOf(number));
        Assert.Equal(HttpStatusCode.OK, chosen.StatusCode);
        return (await chosen.Content.ReadFromJsonAsync(ContractsJson.Default.ModelList, None))!;
    }

    private async Task<ModelList> RollBackAsync()
    {
        using var client = fixture.Service.Client(tenant: tenant);
        using var back = await client.PostAsync("/ml/models/rollback", null, None);
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
        return (await back.Content.ReadFromJsonAsync(ContractsJson.Default.ModelList, None))!;
    }

    private async Task<ModelList> ListAsync()
    {
        using var client = fixture.Service.Client(tenant: tenant);
        return (await client.GetFromJsonAsync("/ml/models", ContractsJson.Default.ModelList, None))!;
    }
}
