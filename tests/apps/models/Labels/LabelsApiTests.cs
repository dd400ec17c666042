using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Models.Tests.Labels;

public sealed class LabelsApiTests(ModelsFixture fixture)
{
    private static readonly DateTimeOffset Day0 = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private readonly string tenant = fixture.NewTenant();

    [Fact]
    public async Task A_label_says_what_an_event_turned_out_to_be_and_is_announced_once()
    {
        var label = Of("l-1", "tx-1") with { KnownAt = Day0.AddTicks(7) };
        Assert.Equal(new(1, 0, 1, 0), await GiveAsync(label));
        Assert.Equal(new(0, 1, 0, 0), await GiveAsync(label));
        Assert.Equal(new(0, 1, 0, 0), await GiveAsync(label with { Verdict = Finding.Legitimate }));

        var known = await OfAsync("tx-1");
        var outcome = known!.Outcome!;
        Assert.Equal((Finding.Fraud, "l-1", 1L, Day0), (outcome.Verdict, outcome.LabelId, outcome.Number, outcome.KnownAt));
        Assert.Equal("tester", Assert.Single(known.Labels).By);
        Assert.Equal(["tx-1"], Announced().Select(outcome => outcome.EventId));
    }

    [Fact]
    public async Task Contradicting_labels_are_kept_and_the_stronger_source_counts()
    {
        await GiveAsync(Of("l-1", "tx-1"), Of("l-2", "tx-2"));
        var weaker = Of("l-3", "tx-1") with { Verdict = Finding.Legitimate, Source = LabelSource.Customer };
        Assert.Equal(new(1, 0, 0, 1), await GiveAsync(weaker));
        Assert.Equal(new(1, 0, 1, 1), await GiveAsync(weaker with { Id = "l-4", Source = LabelSource.Chargeback }));

        var known = await OfAsync("tx-1");
        Assert.Equal((Finding.Legitimate, "l-4", 3L), (known!.Outcome!.Verdict, known.Outcome.LabelId, known.Outcome.Number));
        Assert.Equal(["l-4", "l-1", "l-3"], known.Labels.Select(given => given.Label.Id));
        Assert.Equal(["tx-1", "tx-2", "tx-1"], Announced().Select(outcome => outcome.EventId));
        Assert.Equal(["tx-2", "tx-1"], (await OutcomesAsync("after=0")).Select(outcome => outcome.EventId));
        Assert.Equal(["tx-1"], (await OutcomesAsync("after=2&limit=1")).Select(outcome => outcome.EventId));
        Assert.Empty(await OutcomesAsync("after=3"));
    }

    [Fact]
    public async Task Labels_of_the_topic_are_taken_like_those_of_calls_and_twice_delivered_ones_once()
    {
        await fixture.PublishAsync(tenant, Of("l-1", "tx-1"), Of("l-1", "tx-1"), Of("l-2", "tx-2") with { Confidence = 7 });
        await fixture.PublishAsync(tenant, Of("l-1", "tx-1"), Of("l-3", "tx-3"));
        await Eventually.HoldsAsync(async () => await OfAsync("tx-3") is not null);

        Assert.Null(await OfAsync("tx-2"));
        Assert.Equal("topic", Assert.Single((await OfAsync("tx-1"))!.Labels).By);
    }

    [Fact]
    public async Task Two_who_label_at_once_lose_nothing()
    {
        var labels = Enumerable.Range(0, 200).Select(i => Of($"l-{i}", $"tx-{i % 50}")).ToArray();
        await Task.WhenAll(labels.Chunk(10).Select(GiveAsync));

        var outcomes = await OutcomesAsync("after=0");
        Assert.Equal(50, outcomes.Count);
        Assert.Equal(outcomes.Count, outcomes.Select(outcome => outcome.Number).Distinct().Count());
    }

    [Fact]
    public async Task Labels_of_entities_are_kept_and_settle_no_single_event()
    {
        var label = Of("l-1", "") with { EventId = null, Entity = new(LabelledKind.Account, "card-1", Day0) { Until = Day0.AddDays(1) } };
        Assert.Equal(new(1, 0, 0, 0), await GiveAsync(label));

        using var client = fixture.Service.Client(tenant: tenant);
        var page = await client.GetFromJsonAsync("/labels/entities", ContractsJson.Default.EntityLabelPage, None);
        Assert.Equal(label with { Confidence = 1 }, Assert.Single(page!.Items).Label);
        Assert.Empty(await OutcomesAsync("after=0"));
    }

    [Fact]
    public async Task Another_tenant_sees_nothing()
    {
        await GiveAsync(Of("l-1", "tx-1"));
        using var rival = fixture.Service.Client(tenant: fixture.NewTenant());

        Assert.Equal(HttpStatusCode.NotFound, (await rival.GetAsync("/labels/events/tx-1", None)).StatusCode);
        Assert.Empty((await rival.GetFromJsonAsync("/labels/outcomes", ContractsJson.Default.OutcomePage, None))!.Items);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData(Roles.Viewer, HttpStatusCode.Forbidden)]
    [InlineData(Roles.Service, HttpStatusCode.OK)]
    public async Task Who_may_not_say_it_is_refused(string? role, HttpStatusCode expected)
    {
        using var client = fixture.Service.Client(role, tenant);
        using var answer = await client.PostAsJsonAsync("/labels", new([Of("l-1", "tx-1")]), ContractsJson.Default.LabelBatch, None);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("""{"labels":[]}""", "labels")]
    [InlineData("""{"labels":[null]}""", "labels[0]")]
    [InlineData("""{"labels":[{"id":"a b","eventId":"e",REST}]}""", "labels[0].id")]
    [InlineData("""{"labels":[{"id":"a",REST}]}""", "labels[0].eventId")]
    [InlineData("""{"labels":[{"id":"a","eventId":"e","confidence":0,REST}]}""", "labels[0].confidence")]
    [InlineData("""{"labels":[{"id":"a","eventId":"e","verdict":"fraud","source":"analyst","knownAt":"2999-01-01T00:00:00Z"}]}""",
        "labels[0].knownAt")]
    [InlineData("""{"labels":[{"id":"a","eventId":"e","verdict":"maybe","source":"analyst","knownAt":"2026-03-01T00:00:00Z"}]}""",
        "labels[0].verdict")]
    [InlineData("""{"labels":[{"id":"a","entity":{"kind":"account","id":"c","from":"2026-03-02T00:00:00Z",UNTIL},REST}]}""",
        "labels[0].entity.until")]
    public async Task A_bad_body_is_refused_by_field(string body, string field)
    {
        using var client = fixture.Service.Client(tenant: tenant);
        const string rest = """ "verdict":"fraud","source":"analyst","knownAt":"2026-03-01T00:00:00Z" """;
        var whole = body.Replace("REST", rest, StringComparison.Ordinal)
            .Replace("UNTIL", """ "until":"2026-03-01T00:00:00Z" """, StringComparison.Ordinal);
        using var answer = await client.PostAsync("/labels", new StringContent(whole, null, "application/json"), None);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(None));
        Assert.Equal([field], problem.RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task A_label_from_tomorrow_is_refused_and_one_from_a_clock_that_is_fast_by_a_minute_is_not()
    {
        using var client = fixture.Service.Client(tenant: tenant);
        async Task<HttpStatusCode> StatusAsync(TimeSpan ahead)
        {
            var label = Of("l-1", "tx-1") with { KnownAt = TimeProvider.System.GetUtcNow() + ahead };
            using var answer = await client.PostAsJsonAsync("/labels", new([label]), ContractsJson.Default.LabelBatch, None);
            return answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(TimeSpan.FromDays(1)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData("/labels/outcomes?after=-1", "after")]
    [InlineData("/labels/outcomes?limit=0", "limit")]
    [InlineData("/labels/entities?limit=5001", "limit")]
    public async Task A_page_that_cannot_be_is_refused_by_field(string path, string field)
    {
        using var client = fixture.Service.Client(tenant: tenant);
        using var answer = await client.GetAsync(path, None);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"{field}\"", await answer.Content.ReadAsStringAsync(None));
    }

    private static Label Of(string id, string eventId) => new()
    {
        Id = id, EventId = eventId, Verdict = Finding.Fraud, Source = LabelSource.Analyst, KnownAt = Day0,
    };

    private async Task<LabelResult> GiveAsync(params Label[] labels)
    {
        using var client = fixture.Service.Client(tenant: tenant);
        using var answer = await client.PostAsJsonAsync("/labels", new(labels), ContractsJson.Default.LabelBatch, None);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.LabelResult, None))!;
    }

    private async Task<EventLabels?> OfAsync(string eventId)
    {
        using var client = fixture.Service.Client(tenant: tenant);
        using var answer = await client.GetAsync($"/labels/events/{eventId}", None);
        return answer.StatusCode is HttpStatusCode.NotFound ? null
            : await answer.Content.ReadFromJsonAsync(ContractsJson.Default.EventLabels, None);
    }

    private async Task<IReadOnlyList<Outcome>> OutcomesAsync(string query)
    {
        using var client = fixture.Service.Client(tenant: tenant);
        return (await client.GetFromJsonAsync($"/labels/outcomes?{query}", ContractsJson.Default.OutcomePage, None))!.Items;
    }

    private List<Outcome> Announced() =>
        fixture.Service.Announced(Topics.Outcomes, tenant, ContractsJson.Default.Outcome);
}
