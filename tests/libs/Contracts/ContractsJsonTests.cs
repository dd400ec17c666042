using System.Text;
using System.Text.Json;

namespace Platform.Contracts.Tests;

public sealed class ContractsJsonTests
{
    [Fact]
    public void A_transaction_is_read_from_web_json() =>
        Assert.Equal(Samples.Payment with { Device = null, Country = null, Channel = null }, Read(Samples.PaymentJson));

    [Fact]
    public void A_transaction_survives_the_round_trip() => Assert.Equal(
        Samples.Payment,
        JsonSerializer.Deserialize(
            JsonSerializer.Serialize(Samples.Payment, ContractsJson.Default.Transaction), ContractsJson.Default.Transaction));

    [Fact]
    public void Unknown_properties_are_ignored() =>
        Assert.Equal("tx-1", Read(Samples.PaymentJson.Replace("{", "{\"later\":[1],", StringComparison.Ordinal)).Id);

    [Theory]
    [InlineData("\"amount\":12.34", "\"amount\":\"12.34\"", "amount", "kind")]
    [InlineData("\"amount\":12.34", "\"amount\":NaN", "amount", "valid JSON")]
    [InlineData("\"amount\":12.34", "\"amount\":1e400", "amount", "kind")]
    [InlineData("\"kind\":\"payment\"", "\"kind\":0", "kind", "kind")]
    [InlineData("\"kind\":\"payment\"", "\"kind\":\"gift\"", "kind", "kind")]
    [InlineData("2026-05-04T12:30:00Z", "yesterday", "time", "kind")]
    [InlineData("2026-05-04T12:30:00Z", "99999-01-01T00:00:00Z", "time", "kind")]
    [InlineData("\"id\":\"tx-1\"", "\"id\":null", "id", "null")]
    [InlineData("\"id\":\"tx-1\"", "\"id\":\"tx-1\",\"id\":\"tx-2\"", "id", "twice")]
    [InlineData("\"id\":\"tx-1\",", "", "id", "required")]
    public void A_wrong_value_is_refused_by_field_and_in_plain_words(string right, string wrong, string field, string words)
    {
        var error = Refusal(Encoding.UTF8.GetBytes(Samples.PaymentJson.Replace(right, wrong, StringComparison.Ordinal)));

        Assert.Equal(field, error.Field);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Platform.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_missing_field_is_told()
    {
        var refused = Assert.Throws<JsonException>(() => Read("{\"id\":\"1\",\"kind\":\"payment\",\"time\":\"2026-01-01T00:00:00Z\"}"));

        Assert.Equal(["amount", "currency", "account", "counterparty"], JsonErrors.Of(refused).Select(error => error.Field));
    }

    [Fact]
    public void Deep_json_is_refused()
    {
        var deep = new string('[', 10_000) + new string(']', 10_000);

        Assert.Contains("deep",
            Refusal(Encoding.UTF8.GetBytes(Samples.PaymentJson.Replace("{", $"{{\"x\":{deep},", StringComparison.Ordinal))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Invalid_utf8_is_refused_by_field()
    {
        var bytes = Encoding.UTF8.GetBytes(Samples.PaymentJson);
        bytes[Samples.PaymentJson.IndexOf("tx-1", StringComparison.Ordinal)] = 0xFF;

        Assert.Equal("id", Refusal(bytes).Field);
    }

    [Fact]
    public void Features_that_are_not_known_yet_stay_null_and_absent_parts_stay_away()
    {
        var decision = new Decision
        {
            Id = "1", Transaction = Samples.Payment, DecidedAt = Samples.Payment.Time, Score = 0.5, Verdict = Verdict.Review,
            Reasons = [new("rule", "words", 0.5)], RulesVersion = "v", Features = new Dictionary<string, double?> { ["seen"] = null },
        };

        var json = JsonSerializer.Serialize(decision, ContractsJson.Default.Decision);

        Assert.Contains("\"seen\":null", json, StringComparison.Ordinal);
        Assert.Contains("\"verdict\":\"review\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("\"model\"", json, StringComparison.Ordinal);
    }

    private static Transaction Read(string json) => JsonSerializer.Deserialize(json, ContractsJson.Default.Transaction)!;

    private static FieldError Refusal(byte[] json)
    {
        var refused = Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize(json, ContractsJson.Default.Transaction));
        return JsonErrors.Of(refused)[0];
    }
}
