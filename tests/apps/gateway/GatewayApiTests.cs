using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Platform.Hosting;

namespace Platform.Gateway.Tests;

public sealed class GatewayApiTests : GatewayTest
{
    [Theory]
    [InlineData("POST", "/api/v1/transactions", "/transactions")]
    [InlineData("POST", "/api/v1/risk/score", "/risk/score")]
    [InlineData("POST", "/api/v1/detect-realtime", "/detect-realtime")]
    [InlineData("POST", "/api/v1/analyze-behavior", "/analyze-behavior")]
    [InlineData("POST", "/api/v1/monitor-network", "/monitor-network")]
    [InlineData("GET", "/api/v1/decisions/tx:1", "/decisions/tx:1")]
    [InlineData("GET", "/api/v1/alerts?severity=high&cursor=a%2Bb", "/alerts?severity=high&cursor=a%2Bb")]
    [InlineData("GET", "/api/v1/alerts/abc", "/alerts/abc")]
    [InlineData("POST", "/api/v1/imports", "/imports")]
    [InlineData("GET", "/api/v1/imports?limit=5", "/imports?limit=5")]
    [InlineData("GET", "/api/v1/imports/a1", "/imports/a1")]
    public async Task Request_reaches_its_service_with_path_query_body_and_sign_in(string method, string path, string expected)
    {
        using var client = service.Client();
        using var request = new HttpRequestMessage(new(method), path);
        request.Content = method is "POST" ? new StringContent(Event, Encoding.UTF8, Json) : null;

        using var response = await client.SendAsync(request, None);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var call = Assert.Single(stub.Calls);
        Assert.Equal((method, expected), (call.Method, call.Path));
        Assert.Equal(method is "POST" ? Event : "", call.Body);
        Assert.Equal(client.DefaultRequestHeaders.Authorization!.ToString(), call.Authorization);
    }

    [Fact]
    public async Task A_warning_of_a_quota_reaches_the_caller()
    {
        stub.Answer = (_, context) =>
        {
            context.Response.Headers[QuotaGate.Header] = "scores; used=83";
            return context.Response.WriteAsJsonAsync(new { }, None);
        };

        using var response = await Send(Event, Json, "/api/v1/risk/score");

        Assert.Equal("scores; used=83", response.Headers.GetValues(QuotaGate.Header).Single());
    }

    [Theory]
    [InlineData("POST", "/api/v1/transactions")]
    [InlineData("POST", "/api/v1/risk/score")]
    [InlineData("POST", "/api/v1/detect-realtime")]
    [InlineData("POST", "/api/v1/analyze-behavior")]
    [InlineData("POST", "/api/v1/monitor-network")]
    [InlineData("GET", "/api/v1/decisions/tx-1")]
    [InlineData("GET", "/api/v1/alerts")]
    [InlineData("GET", "/api/v1/alerts/live")]
    [InlineData("GET", "/api/v1/alerts/abc")]
    [InlineData("POST", "/api/v1/imports")]
    [InlineData("POST", "/api/v1/imports/a1/pause")]
    [InlineData("POST", "/api/v1/imports/a1/resume")]
    [InlineData("POST", "/api/v1/imports/a1/cancel")]
    public async Task Route_asks_for_sign_in_scope_and_the_same_tenant(string method, string path)
    {
        var lacking = method is "POST" ? Roles.Analyst : path.Contains("decisions", StringComparison.Ordinal) ? null : Roles.Service;
        using var rival = service.Client();
        rival.DefaultRequestHeaders.Add("X-Tenant-ID", "rival");

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusOf(service.Client(role: null), method, path));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOf(rival, method, path));
        if (lacking is not null)
        {
            Assert.Equal(HttpStatusCode.Forbidden, await StatusOf(service.Client(lacking), method, path));
        }

        Assert.Empty(stub.Calls);
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("cancel")]
    public async Task An_import_is_changed_by_its_id(string verb)
    {
        using var client = service.Client();

        using var response = await client.PostAsync($"/api/v1/imports/a1/{verb}", null, None);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(("POST", $"/imports/a1/{verb}"), (stub.Calls.Single().Method, stub.Calls.Single().Path));
    }

    [Theory]
    [InlineData("/api/v1/imports")]
    [InlineData("/api/v1/imports/a1")]
    public async Task Imports_are_watched_by_those_who_may_read_them_and_no_anonymous_caller(string path)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusOf(service.Client(role: null), "GET", path));
        Assert.Equal(HttpStatusCode.OK, await StatusOf(service.Client(Roles.Analyst), "GET", path));
    }

    [Fact]
    public async Task Answer_of_the_service_is_passed_on_whatever_it_is()
    {
        stub.Answer = (_, context) =>
        {
            context.Response.Headers.RetryAfter = "7";
            return Results.Problem("full", statusCode: 503).ExecuteAsync(context);
        };

        using var response = await Get("/api/v1/alerts");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter?.Delta);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("text/csv", "/api/v1/transactions")]
    [InlineData(Lines, "/api/v1/risk/score")]
    public async Task Wrong_content_type_is_a_problem(string type, string path)
    {
        using var response = await Send(Event, type, path);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Sidecar_away_is_503_with_retry_after()
    {
        await service.StopSidecarAsync();

        using var json = await Send(Event, Json);
        using var lines = await Send(Event, Lines);

        Assert.All([json, lines], response => Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode));
        Assert.All([json, lines], response => Assert.NotNull(response.Headers.RetryAfter));
    }

    [Fact]
    public async Task Service_away_is_503_with_retry_after_and_the_gateway_is_not_ready()
    {
        await stub.DisposeAsync();

        using var response = await Get("/api/v1/alerts");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusOf(service.Client(role: null), "GET", "/readyz"));
        Assert.Equal(HttpStatusCode.OK, await StatusOf(service.Client(role: null), "GET", "/healthz"));
    }

    [Fact]
    public async Task The_gateway_does_not_wait_for_the_service_that_trains_and_says_503_for_it()
    {
        // Neither is here: the registry of tenants is waited for, the trainer is not.
        using var ready = await service.Client(role: null).GetAsync("/readyz", None);
        var text = await ready.Content.ReadAsStringAsync(None);
        Assert.Contains("tenants", text, StringComparison.Ordinal);
        Assert.DoesNotContain("trainer", text, StringComparison.Ordinal);
        using var response = await Get("/api/v1/ml/retraining");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task Events_of_a_stream_arrive_one_by_one_and_leaving_reaches_the_service()
    {
        var left = new TaskCompletionSource();
        stub.Answer = async (_, context) =>
        {
            context.RequestAborted.Register(left.SetResult);
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("id: 7\n\n", None);
            await context.Response.Body.FlushAsync(None);
            await left.Task;
        };
        var client = service.Client();
        client.DefaultRequestHeaders.Add("Last-Event-ID", "6");

        using var response = await client.GetAsync("/api/v1/alerts/live", HttpCompletionOption.ResponseHeadersRead, None);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(None));
        Assert.Equal("id: 7", await reader.ReadLineAsync(None));
        Assert.Equal("6", Assert.Single(stub.Calls).LastEventId);

        client.Dispose();
        response.Dispose();
        await left.Task.WaitAsync(TimeSpan.FromSeconds(20), None);
    }

    [Fact]
    public async Task Tenant_over_its_rate_is_429_and_others_are_not_affected()
    {
        using var client = service.Client(tenant: "busy");
        var statuses = new List<HttpStatusCode>();
        HttpResponseMessage? last = null;
        for (var i = 0; i < 40 && last?.StatusCode is not HttpStatusCode.TooManyRequests; i++)
        {
            last = await client.GetAsync("/api/v1/alerts", None);
            statuses.Add(last.StatusCode);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
        Assert.NotNull(last?.Headers.RetryAfter);
        using var other = await Get("/api/v1/alerts");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Page_and_document_describe_every_route()
    {
        using var client = service.Client(role: null);
        using var document = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json", None));
        var paths = document.RootElement.GetProperty("paths");

        Assert.All(GatewayApi.Routes, route =>
        {
            var operation = paths.GetProperty($"/api/v1{route.Path}").GetProperty(route.Method.ToLowerInvariant());
            Assert.Contains(route.Scope, operation.GetProperty("description").GetString(), StringComparison.Ordinal);
            Assert.True(operation.GetProperty("responses").TryGetProperty("503", out _));
            var success = operation.GetProperty("responses").GetProperty($"{route.Success}");
            Assert.Equal(route.Response != typeof(void), success.TryGetProperty("content", out var content)
                && content.EnumerateObject().First().Value.TryGetProperty("schema", out _));
            Assert.Equal(route.IsById, operation.GetProperty("responses").TryGetProperty("404", out _));
            Assert.Contains("security", operation.EnumerateObject().Select(member => member.Name));
        });
        var score = paths.GetProperty("/api/v1/risk/score").GetProperty("post");
        Assert.All([score.GetProperty("requestBody"), score.GetProperty("responses").GetProperty("200")], body => Assert.Equal(
            2, body.GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("oneOf").GetArrayLength()));
        Assert.DoesNotContain(paths.EnumerateObject(), path => path.Name.StartsWith("/dapr", StringComparison.Ordinal));
        Assert.Contains("swagger-ui", await client.GetStringAsync("/openapi", None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_carry_security_headers_errors_too()
    {
        using var client = service.Client(role: null);
        using var response = await client.GetAsync("/api/v1/alerts", None);

        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.True(response.Headers.Contains("Content-Security-Policy"));
        Assert.False(response.Headers.Contains("Server"));
    }
}
