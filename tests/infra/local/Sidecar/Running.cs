using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Platform.Local.Tests.Sidecar;

/// <summary>A host with a client to the sidecar of app <c>a</c>.</summary>
internal sealed class Running : IAsyncDisposable
{
    private Running(LocalHost host) => (Host, Http) = (host, new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        BaseAddress = host.HttpEndpoint("a"),
    });

    public LocalHost Host { get; }

    public HttpClient Http { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Running> StartAsync(LocalHostOptions options) => new(await LocalHost.StartAsync(options, Ct));

    public static Task<Running> StartAsync(params string[] resources) =>
        StartAsync(new LocalHostOptions { Apps = [new LocalApp("a")], Resources = resources });

    public static Task<Running> StartAsync(TestApp b, params string[] resources) =>
        StartAsync(new LocalHostOptions { Apps = [new LocalApp("a"), new LocalApp("b", b.Port)], Resources = resources });

    public async Task<(int Status, JsonNode? Body)> GetAsync(string path) => await ReadAsync(await Http.GetAsync(path, Ct));

    public async Task<(int Status, JsonNode? Body)> PostAsync(string path, object body) =>
        await ReadAsync(await Http.PostAsJsonAsync(path, body, Ct));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
    }

    private static async Task<(int Status, JsonNode? Body)> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(Ct);
            return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
        }
    }
}
