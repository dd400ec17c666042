using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Platform.Dapr.Tests;

public sealed class InvokeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_method_gets_the_body_and_its_answer_comes_back()
    {
        await using var sidecar = await StartAsync();

        Assert.Equal(42, await sidecar.Client.InvokeMethodAsync<int, int>(HttpMethod.Post, "app", "double", 21, Ct));
    }

    [Fact]
    public async Task An_answer_that_is_no_success_passes_as_it_is()
    {
        await using var sidecar = await StartAsync();
        using var request = sidecar.Client.CreateInvokeMethodRequest(HttpMethod.Get, "app", "/busy?x=1");

        using var answer = await sidecar.Client.InvokeMethodWithResponseAsync(request, Ct);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task An_answer_that_must_be_a_success_throws_with_app_and_method()
    {
        await using var sidecar = await StartAsync();
        using var request = sidecar.Client.CreateInvokeMethodRequest(HttpMethod.Get, "app", "busy");

        var failed = await Assert.ThrowsAsync<InvocationException>(() => sidecar.Client.InvokeMethodAsync(request, Ct));

        Assert.Equal(("app", "busy"), (failed.AppId, failed.MethodName));
        Assert.Equal(TimeSpan.FromSeconds(7), failed.RetryAfter);
    }

    [Fact]
    public async Task A_plain_http_client_can_be_bound_to_an_app()
    {
        await using var sidecar = await StartAsync();
        using var http = sidecar.Client.CreateInvokeHttpClient("app");

        using var answer = await http.PostAsJsonAsync("double", 4, Ct);

        Assert.Equal(8, await answer.Content.ReadFromJsonAsync<int>(Ct));
    }

    private static Task<TestSidecar> StartAsync() => TestSidecar.StartAsync(app => app.Run(async context =>
    {
        if (context.Request.Path == "/double")
            await context.Response.WriteAsJsonAsync(2 * await context.Request.ReadFromJsonAsync<int>());
        else if (context.Request.Path == "/busy")
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (503, "7");
        else
            context.Response.StatusCode = 404;
    }));
}
