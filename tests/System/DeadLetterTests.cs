using System.Net;
using System.Text;

namespace Platform.System.Tests;

/// <summary>An event that no service can read goes to the dead letters; the events around it flow on.</summary>
[Collection(OnLocal.Name)]
public sealed class DeadLetterTests(LocalPlatform fixture)
{
    [Fact]
    public async Task A_poison_event_ends_in_the_dead_letters_and_the_next_is_decided()
    {
        const string Tenant = "poisoned";
        using var client = fixture.Platform.Client(Tenant);
        using var sidecar = new HttpClient { BaseAddress = fixture.Platform.Run.SidecarUri("ingest") };
        sidecar.DefaultRequestHeaders.Add("dapr-api-token", fixture.Platform.Run.DaprApiToken);
        const string Poison = """
            {"specversion":"1.0","id":"poison-1","source":"ingest","type":"platform.transaction","tenantid":"poisoned","data":{"id":7}}
            """;

        using var published = await sidecar.PostAsync(
            "/v1.0/publish/pubsub/transactions", new StringContent(Poison, Encoding.UTF8, "application/cloudevents+json"), Running.Stop);
        using var sent = await client.PostAsync("transactions", Samples.Body("healthy"), Running.Stop);

        Assert.Equal(HttpStatusCode.NoContent, published.StatusCode);
        await Eventually.HoldsAsync(
            async () => (await client.GetAsync("decisions/healthy", Running.Stop)).IsSuccessStatusCode, "next decided");
        await Eventually.HoldsAsync(() => DeadLetters().Any(text => text.Contains("poison-1", StringComparison.Ordinal)), "poison is dead");
    }

    private IEnumerable<string> DeadLetters() =>
        fixture.Platform.Run.Host.Published("transactions-dead").Select(message => Encoding.UTF8.GetString(message.Data.Span));
}
