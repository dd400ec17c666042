using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Platform.Hosting;

namespace Platform.Gateway.Tests;

/// <summary>What of the public calls reaches the audit topic.</summary>
public sealed class AuditTests : GatewayTest
{
    [Fact]
    public async Task Steering_an_import_and_exporting_are_audited_and_sending_events_is_not()
    {
        (await Send(Event, Json)).Dispose();
        (await Get("/api/v1/alerts")).Dispose();
        (await Send("{}", Json, "/api/v1/imports/a1/pause")).Dispose();
        (await Get("/api/v1/audit/export")).Dispose();

        await Eventually.HoldsAsync(() => Actions().Contains("GET /audit/export"));
        Assert.Equal(
            ["POST /imports/{id}/pause", "GET /audit/export"], Actions().Where(action => action is not "sign-in"));
    }

    [Fact]
    public async Task Refused_event_is_audited()
    {
        using var client = service.Client(Roles.Analyst);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOf(client, "POST", "/api/v1/transactions"));

        await Eventually.HoldsAsync(() => Actions().Contains("POST /transactions"));
    }

    [Fact]
    public async Task Hashes_that_a_service_says_are_in_the_entry_and_not_in_the_answer()
    {
        var (before, after) = (new string('a', 64), new string('b', 64));
        stub.Answer = (_, context) =>
        {
            context.Response.Headers["X-Audit-Before"] = before;
            context.Response.Headers["X-Audit-After"] = after;
            return context.Response.WriteAsJsonAsync(new { }, None);
        };
        using var answer = await Send("{}", Json, "/api/v1/imports/a1/pause");

        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("X-Audit", StringComparison.OrdinalIgnoreCase));
        await Eventually.HoldsAsync(() => Actions().Contains("POST /imports/{id}/pause"));
        var entry = Entries().Single(entry => entry.GetProperty("action").GetString() is "POST /imports/{id}/pause");
        Assert.Equal((before, after), (entry.GetProperty("before").GetString(), entry.GetProperty("after").GetString()));
    }

    [Fact]
    public async Task Hash_that_is_none_does_not_cost_the_entry()
    {
        stub.Answer = (_, context) =>
        {
            context.Response.Headers["X-Audit-After"] = "nonsense";
            return context.Response.WriteAsJsonAsync(new { }, None);
        };
        (await Send("{}", Json, "/api/v1/imports/a1/pause")).Dispose();

        await Eventually.HoldsAsync(() => Actions().Contains("POST /imports/{id}/pause"));
        Assert.All(Entries(), entry => Assert.False(entry.TryGetProperty("after", out _)));
    }

    private List<string?> Actions() => [.. Entries().Select(entry => entry.GetProperty("action").GetString())];

    private List<JsonElement> Entries() =>
    [
        .. service.Host.Published("audit").Select(message => JsonDocument.Parse(message.Data).RootElement.GetProperty("data")),
    ];
}
