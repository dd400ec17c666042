using System.Net;
using System.Net.Http.Json;
using System.Text;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Risk.Tests.Models;

public sealed class ExplainPredictionTests(SharedHost shared) : IClassFixture<SharedHost>, IAsyncLifetime
{
    private readonly RiskHost host = shared.Host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Each test begins with the model in force; adding the same again changes nothing.
    public async ValueTask InitializeAsync() => await host.InForceAsync(TrainedModels.File);

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task Contributions_of_a_decision_add_up_to_the_margin_and_give_its_probability()
    {
        var decision = await host.ScoreAsync(Traffic.One("tx-1", 5_000));

        var explained = await ExplainAsync(new(ExplanationMethod.Feature) { DecisionId = "tx-1", Most = 100 });

        Assert.Equal(decision.Ensemble, new("ensemble", explained.Version, explained.Probability));
        Assert.Equal(explained.Margin, explained.Expected!.Value + explained.Contributions!.Sum(one => one.Contribution), 3);
        Assert.Equal(("amount", 5_000), (explained.Contributions![0].Feature, explained.Contributions[0].Value));
        Assert.Contains(explained.Contributions, one => one.Value is null);
    }

    [Fact]
    public async Task Trees_tell_conditions_that_the_features_meet()
    {
        var explained = await ExplainAsync(new(ExplanationMethod.DecisionTree) { Features = Amount(5_000), Most = 3 });

        Assert.Equal(3, explained.Trees!.Count);
        Assert.Contains(explained.Trees[0].Steps, step => step.StartsWith("amount >= ", StringComparison.Ordinal));
        Assert.True(explained.Trees[0].Leaf > 0);
        Assert.True(Math.Abs(explained.Trees[0].Leaf) >= Math.Abs(explained.Trees[2].Leaf));
    }

    [Fact]
    public async Task Examples_that_are_alike_pull_to_their_own_kind()
    {
        var explained = await ExplainAsync(new(ExplanationMethod.Influence) { Features = Amount(5_000), Most = 5 });

        Assert.Equal(5, explained.Examples!.Count);
        Assert.All(explained.Examples, one => Assert.Equal(one.IsFraud, one.Pull > 0));
        Assert.True(explained.Examples[0].IsFraud);
        Assert.InRange(explained.Examples[0].Likeness, 0.5, 1);
    }

    [Theory]
    [InlineData("{\"method\":\"feature\"}", "decisionId")]
    [InlineData("{\"method\":\"feature\",\"decisionId\":\"x\",\"features\":{\"amount\":1}}", "decisionId")]
    [InlineData("{\"method\":\"feature\",\"features\":{}}", "features")]
    [InlineData("{\"method\":\"feature\",\"features\":{\"nothing\":1}}", "features.nothing")]
    [InlineData("{\"method\":\"feature\",\"features\":{\"amount\":1e308}}", "features")]
    [InlineData("{\"method\":\"feature\",\"features\":{\"amount\":\"NaN\"}}", "features")]
    [InlineData("{\"method\":\"guess\",\"decisionId\":\"x\"}", "method")]
    [InlineData("{\"method\":\"feature\",\"decisionId\":\"x\",\"most\":0}", "most")]
    public async Task Question_that_cannot_be_answered_is_refused_by_field(string body, string field)
    {
        using var refused = await host.Client().PostAsync(
            "/ml/explain-prediction", new StringContent(body, Encoding.UTF8, "application/json"), Token);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains($"\"{field}", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decisions_of_others_are_not_found_and_roles_are_asked()
    {
        await host.ScoreAsync(Traffic.One("own"));
        var question = new ExplanationQuestion(ExplanationMethod.Feature) { DecisionId = "own" };

        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(host.Client(tenant: "other"), question)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(host.Client(), question with { DecisionId = "nobodys" })).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(host.Client(role: null), question)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(host.Client(Roles.Viewer), question)).StatusCode);
    }

    private static Dictionary<string, double?> Amount(double amount) => new() { ["amount"] = amount, ["amountZ"] = null };

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, ExplanationQuestion question) =>
        client.PostAsJsonAsync("/ml/explain-prediction", question, ContractsJson.Default.ExplanationQuestion, Token);

    private async Task<PredictionExplanation> ExplainAsync(ExplanationQuestion question)
    {
        using var answer = await PostAsync(host.Client(), question);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.PredictionExplanation, Token))!;
    }
}
