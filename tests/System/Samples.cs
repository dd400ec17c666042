using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.System.Tests;

/// <summary>Small events to send.</summary>
internal static class Samples
{
    /// <summary>A payment that nothing is wrong with.</summary>
    public static string Payment(string id) => JsonSerializer.Serialize(new
    {
        id, time = "2026-03-01T10:00:00Z", kind = "payment", amount = 12.5, currency = "EUR", account = "card-1", counterparty = "shop-1",
    });

    /// <summary>The payment as a request's body.</summary>
    public static StringContent Body(string id) => new(Payment(id), Encoding.UTF8, "application/json");

    /// <summary>The same with one member replaced.</summary>
    public static string PaymentWith(string id, string member, JsonNode? value)
    {
        var payment = JsonNode.Parse(Payment(id))!.AsObject();
        payment[member] = value;
        return payment.ToJsonString();
    }
}
