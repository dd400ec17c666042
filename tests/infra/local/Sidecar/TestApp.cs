using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Platform.Local.Tests.Sidecar;

/// <summary>A small app on a free loopback port; what it is asked goes to the function it was made with.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication web;

    private TestApp(WebApplication web) => this.web = web;

    public int Port => new Uri(web.Urls.First()).Port;

    public static async Task<TestApp> StartAsync(RequestDelegate answer, int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        var web = builder.Build();
        web.Run(answer);
        await web.StartAsync();
        return new TestApp(web);
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();
}
