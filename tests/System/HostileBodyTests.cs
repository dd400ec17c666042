using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Platform.System.Tests;

/// <summary>Whatever is sent to the public door, the answer is a problem that says what is wrong; never a 500, never silence.</summary>
[Collection(OnLocal.Name)]
public sealed class HostileBodyTests(LocalPlatform fixture)
{
    private const string Json = "application/json";

    [Theory]
    [InlineData("amount", "-1")]
    [InlineData("amount", "0")]
    [InlineData("amount", "1e300")]
    [InlineData("amount", "\"NaN\"")]
    [InlineData("time", "\"9999-01-01T00:00:00Z\"")]
    [InlineData("time", "\"yesterday\"")]
    [InlineData("currency", "\"ZZZ\"")]
    [InlineData("account", "\"\"")]
    [InlineData("kind", "\"gift\"")]
    [InlineData("counterparty", "null")]
    public async Task A_value_that_cannot_be_is_named(string member, string value)
    {
        var body = Samples.Payment("h").Replace($"\"{member}\":", $"\"{member}\":{value},\"was\":", StringComparison.Ordinal);

        var problem = await RefusedAsync(Encoding.UTF8.GetBytes(body), Json, 400);

        Assert.Contains(problem.GetProperty("errors").EnumerateObject(), error => error.Name == member);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[")]
    [InlineData("null")]
    [InlineData("42")]
    [InlineData("""{"id":NaN}""")]
    [InlineData("""{"id":"h"}{"id":"i"}""")]
    public async Task A_body_that_is_no_event_is_a_bad_request(string body) => await RefusedAsync(Encoding.UTF8.GetBytes(body), Json, 400);

    [Fact]
    public async Task Json_ten_thousand_levels_deep_is_a_bad_request() =>
        await RefusedAsync(Encoding.UTF8.GetBytes(new string('[', 10_000) + new string(']', 10_000)), Json, 400);

    [Fact]
    public async Task Bytes_that_are_no_text_are_a_bad_request() =>
        await RefusedAsync([.. "{\"id\":\""u8, 0xC3, 0x28, 0xFF, .. "\"}"u8], Json, 400);

    [Fact]
    public async Task A_body_of_five_mebibytes_is_too_large() =>
        await RefusedAsync(Encoding.UTF8.GetBytes(Samples.PaymentWith("h", "account", new string('a', 5 << 20))), Json, 413);

    [Fact]
    public async Task Another_content_type_is_not_supported() =>
        await RefusedAsync(Encoding.UTF8.GetBytes(Samples.Payment("h")), "text/plain", 415);

    [Fact]
    public async Task Bad_lines_are_listed_and_the_others_are_accepted()
    {
        byte[][] lines =
        [
            Encoding.UTF8.GetBytes(Samples.Payment("line-0")),
            Encoding.UTF8.GetBytes(Samples.PaymentWith("line-1", "amount", -5)),
            [.. "{\"id\":\""u8, 0xFF, .. "\"}"u8],
            Encoding.UTF8.GetBytes(new string('[', 10_000)),
            Encoding.UTF8.GetBytes(Samples.PaymentWith("line-4", "currency", "QQQ")),
            Encoding.UTF8.GetBytes(Samples.Payment("line-5")),
        ];

        using var response = await SendAsync([.. lines.SelectMany(line => line.Append((byte)'\n'))], "application/x-ndjson");
        var result = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(Running.Stop));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(2, result.GetProperty("accepted").GetInt32());
        Assert.Equal([1, 2, 3, 4], result.GetProperty("rejected").EnumerateArray().Select(each => each.GetProperty("index").GetInt32()));
        Assert.Equal("amount", result.GetProperty("rejected")[0].GetProperty("errors")[0].GetProperty("field").GetString());
        Assert.Equal("currency", result.GetProperty("rejected")[3].GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_body_that_breaks_off_holds_nobody_up()
    {
        using (var half = new TcpClient())
        {
            await half.ConnectAsync(fixture.Platform.Run.GatewayUri.Host, fixture.Platform.Run.GatewayUri.Port, Running.Stop);
            var head = $"POST /api/v1/transactions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {fixture.Platform.Token("hostile")}\r\n"
                + "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{\"id\":\"half";
            await half.GetStream().WriteAsync(Encoding.UTF8.GetBytes(head), Running.Stop);
        }

        using var response = await SendAsync(Encoding.UTF8.GetBytes(Samples.Payment("after-half")), Json);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    private async Task<JsonElement> RefusedAsync(byte[] body, string type, int status)
    {
        using var response = await SendAsync(body, type);
        var text = await response.Content.ReadAsStringAsync(Running.Stop);

        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} instead of {status}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private async Task<HttpResponseMessage> SendAsync(byte[] body, string type)
    {
        using var client = fixture.Platform.Client("hostile");
        using var content = new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
        return await client.PostAsync("transactions", content, Running.Stop);
    }
}
