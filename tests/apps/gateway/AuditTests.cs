using System.Net;
using System.Text.Json;
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

    private List<string?> Actions() =>
    [
        .. service.Host.Published("audit")
            .Select(message => JsonDocument.Parse(message.Data).RootElement.GetProperty("data").GetProperty("action").GetString()),
    ];
}
