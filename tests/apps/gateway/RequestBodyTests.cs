using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Platform.Contracts;

namespace Platform.Gateway.Tests;

public sealed class RequestBodyTests : GatewayTest
{
    [Fact]
    public async Task Lines_are_forwarded_in_chunks_and_their_answers_are_summed()
    {
        stub.Answer = (call, context) =>
        {
            var lines = call.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
            context.Response.StatusCode = 202;
            return context.Response.WriteAsJsonAsync(new IngestResult(lines - 1, 0, [new(2, [new("amount", "bad")])]), None);
        };

        using var response = await Send(string.Join('\n', Enumerable.Range(0, 1_200).Select(i => $"{{\"id\":\"tx-{i}\"}}")), Lines);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var result = await response.Content.ReadFromJsonAsync(ContractsJson.Default.IngestResult, None);
        Assert.Equal(stub.Calls.Count, result!.Rejected.Count);
        Assert.Equal(1_200, result.Accepted + result.Rejected.Count);
        Assert.Equal(1_200, stub.Calls.Sum(call => call.Body.Count(c => c is '\n')));
        Assert.All(stub.Calls, call => Assert.InRange(call.Body.Count(c => c is '\n'), 1, 500));
        Assert.All(result.Rejected, e => Assert.Contains($"tx-{e.Index}\"", stub.Calls.Select(call => call.Body.Split('\n')[2]).First(
            line => line.Contains($"tx-{e.Index}\"", StringComparison.Ordinal)), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lines_larger_than_the_limit_of_json_are_streamed_through()
    {
        stub.Answer = AcceptAll;
        var line = $"{{\"id\":\"tx\",\"note\":\"{new string('x', 1_000)}\"}}";

        using var response = await Send(string.Join('\n', Enumerable.Repeat(line, 8_000)), Lines);

        Assert.Equal(8_000, (await response.Content.ReadFromJsonAsync(ContractsJson.Default.IngestResult, None))!.Accepted);
    }

    [Fact]
    public async Task Line_over_the_limit_is_one_refused_event()
    {
        stub.Answer = AcceptAll;

        using var response = await Send($"{Event}\n{new string('x', 200_000)}\n{Event}", Lines);

        var result = await response.Content.ReadFromJsonAsync(ContractsJson.Default.IngestResult, None);
        Assert.Equal((2, 1), (result!.Accepted, Assert.Single(result.Rejected).Index));
    }

    [Fact]
    public async Task Lines_of_entries_go_to_their_list_and_a_refusal_in_the_middle_says_how_many_went_in()
    {
        var calls = 0;
        stub.Answer = (call, context) => Interlocked.Increment(ref calls) is 1
            ? AcceptAll(call, context)
            : Results.Problem("Full.", statusCode: 409, extensions: new Dictionary<string, object?> { ["code"] = "lists-full" })
                .ExecuteAsync(context);
        var entries = string.Join('\n', Enumerable.Range(0, 600).Select(i => $"{{\"value\":\"v-{i}\"}}"));

        using var response = await Send(entries, Lines, "/api/v1/lists/mules/entries");
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(None);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("lists-full", problem.GetProperty("code").GetString());
        Assert.Equal((500, 500), (problem.GetProperty("accepted").GetInt32(), problem.GetProperty("nextIndex").GetInt32()));
        Assert.All(stub.Calls, call => Assert.Equal(("/lists/mules/entries", Lines), (call.Path, call.ContentType)));
    }

    [Fact]
    public async Task A_quota_used_up_in_the_middle_is_402_with_its_name_and_the_counts_so_far()
    {
        var calls = 0;
        stub.Answer = async (call, context) =>
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                context.Response.Headers[Hosting.QuotaGate.Header] = "events; used=99";
                await AcceptAll(call, context);
                return;
            }

            context.Response.StatusCode = 402;
            var problem = new { title = "x", status = 402, detail = "Used up.", code = "quota-exhausted", quota = new { name = "events" } };
            await context.Response.WriteAsJsonAsync(problem, None);
        };

        using var response = await Send(string.Join('\n', Enumerable.Range(0, 600).Select(i => $"{{\"id\":\"tx-{i}\"}}")), Lines);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(None);

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.Equal("quota-exhausted", problem.GetProperty("code").GetString());
        Assert.Equal("events", problem.GetProperty("quota").GetProperty("name").GetString());
        Assert.Equal((500, 500), (problem.GetProperty("accepted").GetInt32(), problem.GetProperty("nextIndex").GetInt32()));
        Assert.StartsWith("Used up. The service refused the lines from 500 on.", problem.GetProperty("detail").GetString()!,
            StringComparison.Ordinal);
        Assert.Equal("events; used=99", response.Headers.GetValues(Hosting.QuotaGate.Header).Single());
    }

    [Fact]
    public async Task Refusal_in_the_middle_is_503_with_the_counts_so_far()
    {
        var calls = 0;
        stub.Answer = (call, context) => Interlocked.Increment(ref calls) is 1
            ? AcceptAll(call, context)
            : Results.Problem("full", statusCode: 503).ExecuteAsync(context);

        using var response = await Send(string.Join('\n', Enumerable.Repeat(Event, 2_000)), Lines);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStreamAsync(None));
        var accepted = problem.RootElement.GetProperty("accepted").GetInt32();
        Assert.InRange(accepted, 1, 500);
        Assert.Equal(accepted, problem.RootElement.GetProperty("nextIndex").GetInt32());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Json_over_the_limit_is_a_problem_and_never_reaches_a_service(bool chunked)
    {
        using var client = service.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/transactions");
        request.Content = new StringContent(new string(' ', 5 << 20), Encoding.UTF8, Json);
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await client.SendAsync(request, None);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Empty(stub.Calls);
    }

    [Theory]
    [InlineData(Json)]
    [InlineData(Lines)]
    public async Task Half_sent_body_is_answered_408(string type)
    {
        using var client = service.Client();
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, service.Port, None);
        await using var stream = tcp.GetStream();
        var head = $"POST /api/v1/transactions HTTP/1.1\r\nHost: x\r\nAuthorization: {client.DefaultRequestHeaders.Authorization}\r\n"
            + $"Content-Type: {type}\r\nContent-Length: 1000\r\n\r\n{{\"id\":";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), None);

        using var reader = new StreamReader(stream);
        Assert.Contains(" 408 ", await reader.ReadLineAsync(None), StringComparison.Ordinal);
        Assert.Contains("problem+json", await reader.ReadToEndAsync(None), StringComparison.Ordinal);
    }
}
