using System.Net.Http.Headers;
using System.Text;

namespace Platform.Local.Tests.Delivery;

/// <summary>A host with one publisher and one subscriber, <c>pubsub.in-memory</c>, and a clock that the test moves.</summary>
internal sealed class DeliveryHost : IAsyncDisposable
{
    public const string PubSub = """
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: pubsub
        spec:
          type: pubsub.in-memory
          version: v1
        """;

    private readonly HttpClient http;

    private DeliveryHost(LocalHost host, ManualTime time)
    {
        (Host, Time) = (host, time);
        http = new HttpClient { BaseAddress = host.HttpEndpoint("publisher") };
    }

    public LocalHost Host { get; }

    public ManualTime Time { get; }

    public static string Retries(int max) => $$"""
        apiVersion: dapr.io/v1alpha1
        kind: Resiliency
        metadata:
          name: r
        spec:
          policies:
            retries:
              deliver: {policy: constant, duration: 1s, maxRetries: {{max}}}
          targets:
            components:
              pubsub:
                inbound: {retry: deliver}
        """;

    public static async Task<DeliveryHost> StartAsync(SubscriberApp app, params string[] resources)
    {
        var time = new ManualTime();
        var host = await LocalHost.StartAsync(
            new LocalHostOptions
            {
                Apps = [new LocalApp("publisher"), new LocalApp("subscriber", app.Port)],
                Resources = resources.Any(text => text.Contains("type: pubsub.", StringComparison.Ordinal))
                    ? resources
                    : [PubSub, .. resources],
                Time = time,
            },
            TestContext.Current.CancellationToken);
        return new DeliveryHost(host, time);
    }

    public async Task<HttpResponseMessage> PostAsync(string path, string body, string contentType = "application/json")
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return await http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
    }

    public async Task PublishAsync(string topic, string body, string contentType = "application/json", string query = "")
    {
        using var response = await PostAsync($"/v1.0/publish/pubsub/{topic}{query}", body, contentType);
        Assert.Equal(System.Net.HttpStatusCode.NoContent, response.StatusCode);
    }

    /// <summary>Lets the pauses between attempts pass until one message is given up.</summary>
    public Task DeadLetterAsync() =>
        Eventually.HoldsAsync(() => Host.Published("poison").Count == 1, meanwhile: () => Time.Advance(TimeSpan.FromSeconds(1)));

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Host.DisposeAsync();
    }
}
