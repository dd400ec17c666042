using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Platform.Local.Tests.Sidecar;

/// <summary>Service invocation through a real sidecar to a real app (behaviours 32–37 and 40).</summary>
public sealed class InvokeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v1.0/invoke/b/method/x/y?q=1", "/x/y?q=1")]
    [InlineData("/v1.0//invoke/b//method/x//y", "/x/y")]
    [InlineData("/v1.0/invoke/b.default/method/x", "/x")]
    [InlineData("/v1.0/invoke/b/method/", "/")]
    [InlineData("/v1.0/invoke/b/method/a%2Fb%20c?d=%2B+", "/a%2Fb%20c?d=%2B+")]
    public async Task A_call_by_path_reaches_the_app_with_path_and_query_as_they_were(string asked, string seen)
    {
        await using var app = await TestApp.StartAsync(context => context.Response.WriteAsync(TestApp.Target(context)));
        await using var running = await Running.StartAsync(app);

        Assert.Equal(seen, await running.Http.GetStringAsync(asked, Ct));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task The_port_takes_http_1_and_http_2_in_clear_text(string version)
    {
        await using var app = await TestApp.StartAsync(context => context.Request.Body.CopyToAsync(context.Response.Body));
        await using var running = await Running.StartAsync(app);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1.0/invoke/b/method/x")
        {
            Version = new Version(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new StringContent("echo"),
        };

        using var response = await running.Http.SendAsync(request, Ct);

        Assert.Equal((version, "echo"), (response.Version.ToString(), await response.Content.ReadAsStringAsync(Ct)));
    }

    [Fact]
    public async Task A_call_by_header_reaches_the_app_without_that_header()
    {
        await using var app = await TestApp.StartAsync(context =>
            context.Response.WriteAsync(TestApp.Target(context) + context.Request.Headers.ContainsKey("dapr-app-id")));
        await using var running = await Running.StartAsync(app);
        running.Http.DefaultRequestHeaders.Add("dapr-app-id", "b");

        Assert.Equal("/x/y?z=1False", await running.Http.GetStringAsync("/x/y?z=1", Ct));
        Assert.Equal("/v1.0/invoke/a/method/xFalse", await running.Http.GetStringAsync("/v1.0/invoke/a/method/x", Ct));
    }

    [Fact]
    public async Task A_call_by_basic_auth_reaches_the_app()
    {
        await using var app = await TestApp.StartAsync(context => context.Response.WriteAsync(TestApp.Target(context)));
        await using var running = await Running.StartAsync(app);
        running.Http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("dapr-app-id:b")));

        Assert.Equal("/weather", await running.Http.GetStringAsync("/weather", Ct));
    }

    [Fact]
    public async Task The_answer_passes_through_whatever_its_status()
    {
        await using var app = await TestApp.StartAsync(context =>
        {
            context.Response.StatusCode = 418;
            context.Response.Headers["x-own"] = "1";
            return context.Response.WriteAsync("short and stout");
        });
        await using var running = await Running.StartAsync(app);

        using var response = await running.Http.PostAsync("/v1.0/invoke/b/method/x", new StringContent("tea"), Ct);

        Assert.Equal(418, (int)response.StatusCode);
        Assert.Equal("1", response.Headers.GetValues("x-own").Single());
        Assert.Equal("short and stout", await response.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task The_app_learns_caller_and_callee_and_gets_no_hop_headers()
    {
        IHeaderDictionary seen = new HeaderDictionary();
        await using var app = await TestApp.StartAsync(context =>
        {
            foreach (var header in context.Request.Headers) seen[header.Key] = header.Value;
            return Task.CompletedTask;
        });
        await using var running = await Running.StartAsync(app);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1.0/invoke/b/method/x");
        foreach (var name in (string[])["dapr-caller-app-id", "dapr-api-token", "grpc-trace-bin", "te", "x-own"])
            request.Headers.TryAddWithoutValidation(name, "1");
        request.Headers.TryAddWithoutValidation("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        using var response = await running.Http.SendAsync(request, Ct);

        Assert.Equal("a b 1", $"{seen["dapr-caller-app-id"]} {seen["dapr-callee-app-id"]} {seen["x-own"]}");
        Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", (string?)seen.TraceParent);
        Assert.DoesNotContain(seen.Keys, name => name.ToLowerInvariant() is "dapr-api-token" or "grpc-trace-bin" or "te" or "content-type");
    }

    [Fact]
    public async Task An_unknown_app_and_an_app_that_is_away_are_500()
    {
        await using var running = await Running.StartAsync(new LocalHostOptions
        {
            Apps = [new LocalApp("a"), new LocalApp("gone", 1), new LocalApp("mute")],
        });

        foreach (var app in (string[])["nobody", "gone", "mute"])
        {
            var (status, body) = await running.GetAsync($"/v1.0/invoke/{app}/method/x");
            Assert.Equal((500, "ERR_DIRECT_INVOKE"), (status, (string?)body?["errorCode"]));
        }
    }

    [Theory]
    [InlineData("GET", "/nothing/here")]
    [InlineData("GET", "/v1.0/invoke/b/method")]
    [InlineData("POST", "/v1.0/healthz")]
    [InlineData("DELETE", "/v1.0/metadata")]
    public async Task An_unknown_route_or_verb_without_an_app_id_is_404(string verb, string path)
    {
        await using var running = await Running.StartAsync();
        using var response = await running.Http.SendAsync(new HttpRequestMessage(new HttpMethod(verb), path), Ct);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("ERR_DIRECT_INVOKE", await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%2e%2e/%2E%2e/etc/passwd", "/etc/passwd")]
    [InlineData("a/b/.%2e/c", "/a/c")]
    public async Task A_path_cannot_climb_above_the_app(string asked, string seen)
    {
        await using var app = await TestApp.StartAsync(context => context.Response.WriteAsync(TestApp.Target(context)));
        await using var running = await Running.StartAsync(app);
        var url = new Uri(running.Http.BaseAddress + "v1.0/invoke/b/method/" + asked,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

        Assert.Equal(seen, await running.Http.GetStringAsync(url, Ct));
    }

    [Fact]
    public async Task A_redirect_is_passed_through_and_not_followed()
    {
        await using var app = await TestApp.StartAsync(context =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });
        await using var running = await Running.StartAsync(app);
        using var response = await running.Http.GetAsync("/v1.0/invoke/b/method/x", Ct);

        Assert.Equal((HttpStatusCode.Found, "/elsewhere"), (response.StatusCode, response.Headers.Location?.OriginalString));
    }

    [Theory]
    [InlineData(5 << 20, 4 << 20, HttpStatusCode.InternalServerError)]
    [InlineData(5 << 20, 10 << 20, HttpStatusCode.OK)]
    public async Task A_body_over_the_limit_is_refused(int size, long limit, HttpStatusCode expected)
    {
        await using var app = await TestApp.StartAsync(context => context.Request.Body.CopyToAsync(Stream.Null));
        await using var running = await Running.StartAsync(new LocalHostOptions
        {
            Apps = [new LocalApp("a"), new LocalApp("b", app.Port)], MaxBodyBytes = limit,
        });
        using var response = await running.Http.PostAsync("/v1.0/invoke/b/method/x", new ByteArrayContent(new byte[size]), Ct);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_named_endpoint_is_called_with_its_headers()
    {
        await using var outside = await TestApp.StartAsync(context => context.Response.WriteAsync(
            $"{TestApp.Target(context)} {context.Request.Headers["x-key"]}"));
        await using var running = await Running.StartAsync($$"""
            apiVersion: dapr.io/v1alpha1
            kind: HTTPEndpoint
            metadata: {name: github}
            spec: {baseUrl: "http://127.0.0.1:{{outside.Port}}/api", headers: [{name: x-key, value: k}]}
            """);

        Assert.Equal("/api/repos?x=1 k", await running.Http.GetStringAsync("/v1.0/invoke/github/method/repos?x=1", Ct));
        Assert.Equal("/repos ", await running.Http.GetStringAsync($"/v1.0/invoke/http%3A%2F%2F127.0.0.1:{outside.Port}/method/repos", Ct));
        Assert.Equal("/repos ", await running.Http.GetStringAsync($"/v1.0/invoke/http://127.0.0.1:{outside.Port}/method/repos", Ct));
    }
}
