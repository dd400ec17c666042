using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Hosting.Tests;

public sealed class ProblemTests
{
    private const string Valid = """
        {"id":"1","time":"2026-05-04T12:30:00Z","kind":"payment","amount":1,"currency":"EUR","account":"a","counterparty":"b"}
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("dapr", 503, "1")]
    [InlineData("dapr-later", 503, "7")]
    [InlineData("overloaded", 503, "3")]
    [InlineData("http", 503, "1")]
    [InlineData("timeout", 503, "1")]
    [InlineData("cancelled", 503, "1")]
    [InlineData("bug", 500, null)]
    public async Task An_exception_becomes_a_status_without_its_stack(string what, int status, string? retryAfter)
    {
        await using var service = await StartAsync();

        using var answer = await service.As("demo", Roles.Admin).GetAsync($"/throw/{what}", Ct);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(retryAfter, answer.Headers.RetryAfter?.ToString());
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var body = await answer.Content.ReadAsStringAsync(Ct);
        Assert.DoesNotContain("   at ", body, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_valid_body_reaches_the_handler()
    {
        await using var service = await StartAsync();

        using var answer = await PostAsync(service, Valid);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("\"amount\":1", "\"amount\":-1", "amount")]
    [InlineData("\"amount\":1", "\"amount\":\"1\"", "amount")]
    [InlineData("\"amount\":1", "\"amount\":NaN", "amount")]
    [InlineData("\"currency\":\"EUR\"", "\"currency\":\"ZZZ\"", "currency")]
    [InlineData("2026-05-04", "9999-05-04", "time")]
    [InlineData("\"account\":\"a\",", "", "account")]
    [InlineData("{", "{{", "")]
    public async Task A_wrong_body_is_400_with_the_field(string right, string wrong, string field)
    {
        await using var service = await StartAsync();

        using var answer = await PostAsync(service, Valid.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var errors = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!["errors"]!.AsObject();
        Assert.Equal([field], errors.Select(error => error.Key));
    }

    [Fact]
    public async Task Deep_json_is_400()
    {
        await using var service = await StartAsync();

        using var answer = await PostAsync(service,
            Valid.Replace("{", "{\"x\":" + new string('[', 10_000) + new string(']', 10_000) + ",", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Another_content_type_is_415()
    {
        await using var service = await StartAsync();
        using var content = new StringContent(Valid, Encoding.UTF8, "text/plain");

        using var answer = await service.As("demo", Roles.Admin).PostAsync("/check", content, Ct);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_body_above_four_mebibytes_is_413()
    {
        await using var service = await StartAsync();

        using var answer = await PostAsync(service,
            Valid.Replace("{", $"{{\"x\":\"{new string('a', 5 << 20)}\",", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_path_that_is_not_there_is_a_problem_too()
    {
        await using var service = await StartAsync();

        using var answer = await service.As("demo", Roles.Admin).GetAsync("/nowhere", Ct);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    private static async Task<HttpResponseMessage> PostAsync(TestService service, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body))
            { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return await service.As("demo", Roles.Admin).PostAsync("/check", content, Ct);
    }

    private static Task<TestService> StartAsync() => TestService.StartAsync(app =>
    {
        app.MapPost("/check", (Transaction transaction) => TypedResults.Ok(transaction.Id)).Validate<Transaction>();
        app.MapGet("/throw/{what}", string (string what) => throw Exceptions(what));
    });

    private static Exception Exceptions(string what) => what switch
    {
        "dapr" => new DaprException("secret"),
        "dapr-later" => new DaprException("secret") { RetryAfter = TimeSpan.FromSeconds(6.5) },
        "overloaded" => new OverloadedException("The queue is full.", TimeSpan.FromSeconds(3)),
        "http" => new HttpRequestException("secret"),
        "timeout" => new TimeoutException("secret"),
        "cancelled" => new OperationCanceledException("secret"),
        _ => new InvalidOperationException("secret"),
    };
}
