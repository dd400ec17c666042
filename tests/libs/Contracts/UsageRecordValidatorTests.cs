using System.Text.Json;

namespace Platform.Contracts.Tests;

public sealed class UsageRecordValidatorTests
{
    private static readonly UsageRecord sound = new()
    {
        Id = "risk:1-500", Time = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero), Meter = UsageMeter.Scores, Quantity = 500,
    };

    public static TheoryData<string, UsageRecord> OutOfRange => new()
    {
        { "Id", sound with { Id = "" } },
        { "Id", sound with { Id = new('a', 129) } },
        { "Id", sound with { Id = "a b" } },
        { "Time", sound with { Time = new(1999, 12, 31, 23, 59, 59, TimeSpan.Zero) } },
        { "Meter", sound with { Meter = (UsageMeter)9 } },
        { "Quantity", sound with { Quantity = 0 } },
        { "Quantity", sound with { Quantity = -5 } },
        { "Quantity", sound with { Quantity = 1_000_000_000_001 } },
    };

    [Theory, MemberData(nameof(OutOfRange))]
    public void A_value_out_of_range_is_refused_by_name(string field, UsageRecord record) =>
        Assert.Equal([field], new UsageRecordValidator().Validate(record).Errors.Select(failure => failure.PropertyName));

    [Fact]
    public void A_value_at_the_edge_of_its_range_is_taken() =>
        Assert.True(new UsageRecordValidator().Validate(sound with { Id = new('a', 128), Quantity = 1_000_000_000_000 }).IsValid);

    [Fact]
    public void A_meter_goes_by_its_name_on_the_wire()
    {
        var json = JsonSerializer.Serialize(sound, ContractsJson.Default.UsageRecord);

        Assert.Contains("\"meter\":\"scores\"", json, StringComparison.Ordinal);
        Assert.Equal(sound, JsonSerializer.Deserialize(json, ContractsJson.Default.UsageRecord));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(
            json.Replace("scores", "seats", StringComparison.Ordinal), ContractsJson.Default.UsageRecord));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_000_000_000_001)]
    public void A_budget_out_of_range_is_refused(long monthly) =>
        Assert.False(new BudgetSettingValidator().Validate(new BudgetSetting(monthly)).IsValid);
}
