using Microsoft.AspNetCore.Http;

namespace Platform.Local.Tests.Sidecar;

/// <summary>Service invocation through a real sidecar to a real app (behaviours 32–40).</summary>
public sealed class InvokeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_by_path_reaches_the_app_with_its_path_and_query()
    {
        await using var app = await TestApp.StartAsync(context => context.Response.WriteAsync($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}"));
        await using var host = await LocalHost.StartAsync(new LocalHostOptions { Apps = [new LocalApp("a"), new LocalApp("b", app.Port)] }, Ct);
        using var http = new HttpClient { BaseAddress = host.HttpEndpoint("a") };

        Assert.Equal("GET /x/y?q=1", await http.GetStringAsync("/v1.0/invoke/b/method/x/y?q=1", Ct));
    }
}
