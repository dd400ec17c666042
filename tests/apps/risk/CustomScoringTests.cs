using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Risk.CallerWeights;

namespace Platform.Risk.Tests;

public sealed class CustomScoringTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly RiskHost host = shared.Host;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Wrong => new()
    {
        { """{"features":{"a":1}}""", "weights" },
        { """{"weights":{"a":1}}""", "features" },
        { """{"features":{"a":1},"rows":[{"a":1}],"weights":{"a":1}}""", "features" },
        { """{"features":{},"weights":{"a":1}}""", "features" },
        { """{"features":{"a":1},"weights":{}}""", "weights" },
        { """{"rows":[],"weights":{"a":1}}""", "rows" },
        { """{"rows":[{"a":1},null],"weights":{"a":1}}""", "rows[1]" },
        { """{"rows":[{"a":1},{}],"weights":{"a":1}}""", "rows[1]" },
        { """{"rows":[{"a":1},{"a.B":1e308}],"weights":{"a":1}}""", "rows[1]['a.B']" },
        { """{"features":{"A":1e308},"weights":{"a":1}}""", "features['A']" },
        { """{"features":{"a":1e999},"weights":{"a":1}}""", "features['a']" },
        { """{"features":{"a":1},"weights":{"a":-1e101}}""", "weights['a']" },
        { """{"features":{"a":1},"weights":{"a":1},"intercept":1e308}""", "intercept" },
        { """{"features":{"a":1},"weights":{"a":1},"means":{"a":1e308}}""", "means['a']" },
        { """{"features":{"a":1},"weights":{"a":1},"means":{"b":1}}""", "means['b']" },
        { """{"features":{"":1},"weights":{"a":1}}""", "features" },
        { """{"features":{"a":NaN},"weights":{"a":1}}""", "features.a" },
        { """{"features":{"a":"1"},"weights":{"a":1}}""", "features.a" },
        { """{"features":{"a":1,"a":2},"weights":{"a":1}}""", "features.a" },
        { """{"features":{"a":1},"weights":{"a":null}}""", "weights.a" },
        { """{"features":{"a":1},"weights":{"a":1},"method":"cubic"}""", "method" },
    };

    [Fact]
    public async Task A_row_is_scored_with_the_weights_that_come_with_it()
    {
        var score = await AskAsync<CustomScore>(
            """{"features":{"a":3,"b":1,"n":null,"x":7},"weights":{"b":-2,"a":1,"m":5,"n":9},"intercept":0.5,"means":{"a":1}}""");

        // 0.5 + 1 × (3 - 1) - 2 × 1
        Assert.Equal(0.5, score.Margin);
        Assert.Equal(1 / (1 + Math.Exp(-0.5)), score.Score);
        Assert.Equal([("a", 2d), ("b", -2d)], score.Contributions.Select(share => (share.Feature, share.Contribution)));
        Assert.Equal(["m", "n"], score.Missing);
        Assert.Equal(["x"], score.Unweighted);
    }

    [Fact]
    public async Task The_score_of_the_linear_method_is_the_margin() => Assert.Equal(
        -12, (await AskAsync<CustomScore>("""{"features":{"a":3},"weights":{"a":-4},"method":"linear"}""")).Score);

    [Fact]
    public async Task Rows_are_scored_in_their_order_and_as_if_each_came_alone()
    {
        var rows = Enumerable.Range(0, 1_000).Select(i => (IReadOnlyDictionary<string, double?>)Row(i, 20)).ToList();
        var weights = Row(7, 30).ToDictionary(each => each.Key, each => each.Value ?? 0.25);
        var call = new CustomScoring { Rows = rows, Weights = weights, Intercept = -1 };

        var scores = (await AskAsync<CustomScores>(JsonSerializer.Serialize(call, ContractsJson.Default.CustomScoring))).Scores;

        Assert.Equal(rows.Select(row => ScoreCustom.Of(call, row).Score), scores.Select(score => score.Score));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Contributions_added_to_the_intercept_in_their_order_are_the_margin_to_the_last_bit(int seed)
    {
        var random = new Random(seed);
        var features = Enumerable.Range(0, 10_000).ToDictionary(i => $"f{i}", _ => (double?)Wide(random));
        var call = new CustomScoring
        {
            Features = features, Intercept = Wide(random), Weights = features.ToDictionary(each => each.Key, _ => Wide(random)),
            Means = features.ToDictionary(each => each.Key, _ => Wide(random)),
        };

        var score = ScoreCustom.Of(call, features);

        Assert.Equal(score.Margin, score.Contributions.Aggregate(score.Intercept, (sum, share) => sum + share.Contribution));
        Assert.True(double.IsFinite(score.Margin));
        Assert.InRange(score.Score, 0, 1);
        Assert.Equal(score.Contributions.OrderByDescending(share => Math.Abs(share.Contribution)), score.Contributions);
    }

    [Fact]
    public void The_largest_numbers_there_may_be_have_a_finite_margin()
    {
        var names = Enumerable.Range(0, 10_000).Select(i => $"f{i}").ToList();
        var call = new CustomScoring
        {
            Features = names.ToDictionary(name => name, _ => (double?)1e100), Weights = names.ToDictionary(name => name, _ => 1e100),
            Means = names.ToDictionary(name => name, _ => -1e100), Intercept = 1e100,
        };

        Assert.True(new CustomScoringValidator().Validate(call).IsValid);
        Assert.Equal((1d, true), (ScoreCustom.Of(call, call.Features).Score, double.IsFinite(ScoreCustom.Of(call, call.Features).Margin)));
    }

    [Theory, MemberData(nameof(Wrong))]
    public async Task A_wrong_body_is_refused_by_field(string body, string field)
    {
        using var answer = await PostAsync(host.Client(), body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Contains(field, problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task Too_many_features_rows_or_cells_are_refused()
    {
        var many = string.Join(',', Enumerable.Range(0, 10_001).Select(i => $"\"f{i}\":1"));
        var hundred = string.Join(',', Enumerable.Range(0, 101).Select(i => $"\"f{i}\":1"));
        var rows = string.Join(',', Enumerable.Repeat("""{"a":1}""", 1_000));
        (string Body, string Field)[] cases =
        [
            ($$$"""{"features":{{{{many}}}},"weights":{"a":1}}""", "features"),
            ($$$"""{"features":{"a":1},"weights":{{{{many}}}}}""", "weights"),
            ($$$"""{"rows":[{{{rows}}},{"a":1}],"weights":{"a":1}}""", "rows"),
            ($$$"""{"rows":[{{{rows}}}],"weights":{{{{hundred}}}}}""", "rows"),
        ];
        foreach (var (body, field) in cases)
        {
            using var answer = await PostAsync(host.Client(), body);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains($"\"{field}\"", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task It_asks_for_sign_in_and_scope()
    {
        const string Body = """{"features":{"a":1},"weights":{"a":1}}""";
        using var anonymous = await PostAsync(host.Client(role: null), Body);
        using var analyst = await PostAsync(host.Client(Roles.Analyst), Body);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden), (anonymous.StatusCode, analyst.StatusCode));
    }

    private static Dictionary<string, double?> Row(int seed, int count)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).ToDictionary(i => $"f{i}", _ => random.Next(9) == 0 ? (double?)null : random.NextDouble() - 0.5);
    }

    // Numbers of very different sizes, so that the order of adding shows.
    private static double Wide(Random random) => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, 13));

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await client.PostAsync("/ml/custom-scoring", content, Ct);
    }

    private async Task<T> AskAsync<T>(string body)
    {
        using var answer = await PostAsync(host.Client(), body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonSerializer.Deserialize<T>(await answer.Content.ReadAsStringAsync(Ct), ContractsJson.Default.Options)!;
    }
}
